using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Byob.Party.Tests.Processes;
using Byob.Shared.Hubs;
using Byob.Web.Party.Tickets;
using Xunit;

namespace Byob.Party.Tests;

/// <summary>
/// The one line that joins, run for real by the shells of this machine in a bare home. The program that the master hands out is a
/// stand-in of two lines that starts the built worker, since publishing the real one takes a minute.
/// </summary>
public sealed partial class JoinScriptTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("byob-join-").FullName;
    private readonly MasterProcess _master;

    public JoinScriptTests() => _master = new MasterProcess(Path.Combine(_folder, "master"), builtInWorker: false);

    private string Home => Path.Combine(_folder, "home");

    private string InstalledProgram => Path.Combine(Home, ".local/share/byob/bin/byob");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Home);
        PutProgram("");
        await _master.StartAsync();
        await _master.SignInAsync("tester");
    }

    public async ValueTask DisposeAsync()
    {
        await _master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("sh", "curl -fsSL")]
    [InlineData("bash", "wget -qO-")]
    public async Task Line_InABareHome_JoinsCountsAndIsUndone(string shell, string fetch)
    {
        Directory.CreateDirectory(Path.Combine(Home, ".local/bin"));
        var ticket = await MakeTicketAsync(_master);
        await using var joining = new ShellLine(shell, $"{fetch} {_master.Address}join.sh | BYOB_TICKET={ticket} {shell} -s -- --machine bare --preset full --slots 1", Home);

        // A job whose only worker is the one that joins.
        var dataset = await _master.UploadAsync("text.txt", BigText.Make(2));
        var job = await _master.SubmitAsync(dataset, "joined");
        await Eventually.SeeAsync("the machine joins", () => Task.FromResult(joining.Output.Contains("Joined the party", StringComparison.Ordinal) ? "joined" : null), () => joining.Output);
        await _master.WaitUntilDoneAsync(job.Number);
        Assert.Equal(BigText.Counts(2), await _master.ResultAsync(job.Number));
        Assert.True(File.Exists(Path.Combine(Home, ".local/bin/byob")));
        AssertInNoProcessList(ticket);
        Assert.DoesNotContain(ticket, joining.Output + _master.Program.Output, StringComparison.Ordinal);

        // Once more, while it works: nothing is fetched, nothing is started, and no ticket is needed.
        await using var again = new ShellLine(shell, $"{fetch} {_master.Address}join.sh | {shell}", Home);
        Assert.Equal(0, await again.EndAsync());
        Assert.Contains("The program is here already", again.Output, StringComparison.Ordinal);
        Assert.Contains("runs already", again.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Fetching", again.Output, StringComparison.Ordinal);

        await using var undoing = new ShellLine(shell, $"{fetch} {_master.Address}join.sh | {shell} -s -- --uninstall", Home);
        Assert.True(await undoing.EndAsync() == 0, undoing.Output);
        await joining.EndAsync();
        Assert.Contains("has left the party", undoing.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Home, "*", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(Path.Combine(Home, ".local/share/byob")));
        Assert.False(Directory.Exists(Path.Combine(Home, ".config/byob")));
    }

    [Fact]
    public async Task Line_OfAMasterWithASelfMadeCertificate_TrustsThatOneAlone()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var https = new Uri($"https://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}/");
        port.Stop();
        await using var master = new MasterProcess(Path.Combine(_folder, "pinned"), builtInWorker: false, $"--Programs:Directory={Path.Combine(_folder, "master/programs")}", "--Hosting:SelfMadeCertificate=true");
        master.Listen($"{master.Address.ToString().TrimEnd('/')};{https.ToString().TrimEnd('/')}");
        await master.StartAsync();
        await master.SignInAsync("tester");
        var ticket = await MakeTicketAsync(master);

        var line = $"curl -fsSLk --pinnedpubkey 'sha256//{await KeyOfAsync(https)}' {https}join.sh | BYOB_TICKET={ticket} sh -s -- --machine bare --preset full --slots 1";
        await using (var wrong = new ShellLine("sh", line.Replace("sha256//", "sha256//AAAA", StringComparison.Ordinal), Home))
        {
            await wrong.EndAsync();
            Assert.False(File.Exists(InstalledProgram), wrong.Output);
        }

        await using var joining = new ShellLine("sh", line, Home);
        var dataset = await master.UploadAsync("text.txt", BigText.Make(2));
        var job = await master.SubmitAsync(dataset, "joined");
        await Eventually.SeeAsync("the machine joins", () => Task.FromResult(joining.Output.Contains("Joined the party", StringComparison.Ordinal) ? "joined" : null), () => joining.Output);
        await master.WaitUntilDoneAsync(job.Number);

        Assert.Equal(BigText.Counts(2), await master.ResultAsync(job.Number));
        var settings = await File.ReadAllTextAsync(Path.Combine(Home, ".config/byob/worker.json"), Cancel);
        Assert.Contains("\"fingerprint\"", settings, StringComparison.Ordinal);
        Assert.Contains($"\"master\": \"{https}\"", settings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_AProgramThatIsNotTheOneAnnounced_IsThrownAway()
    {
        var script = Path.Combine(_folder, "join.sh");
        await File.WriteAllTextAsync(script, await _master.Client.GetStringAsync(new Uri("join.sh", UriKind.Relative), Cancel), Cancel);
        PutProgram("# tampered with\n");

        await using var joining = new ShellLine("sh", $"sh {script}", Home);

        Assert.Equal(1, await joining.EndAsync());
        Assert.Contains("is not the program that this master announced", joining.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Home, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Line_NoProgramForThePlatform_SaysWhatElseThereIs()
    {
        Directory.Delete(Path.Combine(_master.DataDirectory, "programs"), recursive: true);

        await using var joining = new ShellLine("sh", $"curl -fsSL {_master.Address}join.sh | sh", Home);

        Assert.Equal(1, await joining.EndAsync());
        Assert.Contains("has no program for this platform (linux-", joining.Output, StringComparison.Ordinal);
        Assert.Contains($"dotnet run -c Release --project Byob.Worker -- join {_master.Address.ToString().TrimEnd('/')}", joining.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(InstalledProgram));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private void PutProgram(string more)
    {
        foreach (var platform in new[] { "linux-x64", "linux-arm64" })
        {
            var place = Directory.CreateDirectory(Path.Combine(_folder, "master/programs", platform));
            File.WriteAllText(Path.Combine(place.FullName, "byob"), $"#!/bin/sh\n{more}exec dotnet exec '{Repository.Program("Byob.Worker")}' \"$@\"\n");
        }
    }

    /// <summary>As the page does, for somebody who has signed in.</summary>
    private static async Task<string> MakeTicketAsync(MasterProcess master)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = master.Address };
        var form = await browser.GetStringAsync(new Uri("signin", UriKind.Relative), Cancel);
        using var fields = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = FormToken().Match(form).Groups["token"].Value,
            ["name"] = "tester",
            ["password"] = MasterProcess.Password,
        });
        using var signedIn = await browser.PostAsync(new Uri("signin", UriKind.Relative), fields, Cancel);
        using var made = await browser.PostAsync(new Uri(PartyRoutes.Tickets, UriKind.Relative), null, Cancel);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        return (await made.Content.ReadFromJsonAsync<JoinTicket>(Cancel))!.Ticket;
    }

    /// <summary>The hash of the public key that is served there, as curl writes it.</summary>
    private static async Task<string> KeyOfAsync(Uri https)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(https.Host, https.Port, Cancel);
        byte[]? seen = null;
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            seen = certificate?.Export(X509ContentType.Cert);
            return false;
        });
        await Assert.ThrowsAsync<AuthenticationException>(() => tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = https.Host }, Cancel));
        using var certificate = X509CertificateLoader.LoadCertificate(Assert.IsType<byte[]>(seen));
        return Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    private static void AssertInNoProcessList(string ticket)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            string arguments;
            try
            {
                arguments = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "cmdline")));
            }
            catch (IOException)
            {
                // It has ended.
                continue;
            }

            Assert.DoesNotContain(ticket, arguments, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"")]
    private static partial Regex FormToken();
}
