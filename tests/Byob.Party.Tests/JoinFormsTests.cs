using System.Text.RegularExpressions;
using Byob.Party.Tests.Processes;
using Xunit;

namespace Byob.Party.Tests;

/// <summary>The program byob joins at every form of address, from the line that is typed to the exit code.</summary>
public sealed partial class JoinFormsTests : IAsyncLifetime
{
    private const int NeedsHuman = 78;

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-join-").FullName;
    private readonly MasterProcess _master;
    private readonly int _securePort;

    public JoinFormsTests()
    {
        _securePort = FreePort();
        _master = new MasterProcess(Path.Combine(_folder, "master"), builtInWorker: false, "--Hosting:PathBase=/party", "--Hosting:SelfMadeCertificate=true");
        _master.Listen($"http://127.0.0.1:{Port};http://[::1]:{Port};https://127.0.0.1:{_securePort}");
    }

    private int Port => _master.Address.Port;

    public async ValueTask InitializeAsync() => await _master.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("http://127.0.0.1:PORT")]
    [InlineData("http://[::1]:PORT/")]
    [InlineData("[::1]:PORT")]
    [InlineData("localhost:PORT/party")]
    [InlineData("http://localhost:PORT/party/")]
    public async Task Join_Address_IsUnderstoodAndReached(string typed)
    {
        await using var byob = Join(typed.Replace("PORT", Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        await byob.WaitForExitAsync();

        Assert.True(byob.ExitCode == 0, byob.Output);
        Assert.Contains("Joined the party", byob.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_Https_TakesThePinnedCertificateAndNoOther()
    {
        var fingerprint = Pinned().Match(_master.Program.Output).Groups[1].Value;
        var address = $"https://127.0.0.1:{_securePort}/party";
        var other = new string('0', fingerprint.Length);

        await using var pinned = Join(address, "--fingerprint", fingerprint);
        await using var wrong = Join(address, "--fingerprint", other);
        await using var unpinned = Join(address);
        await using var plain = Join($"http://127.0.0.1:{_securePort}/party");
        foreach (var byob in new[] { pinned, wrong, unpinned, plain })
            await byob.WaitForExitAsync();

        Assert.True(pinned.ExitCode == 0, pinned.Output);
        Assert.Equal((NeedsHuman, NeedsHuman, NeedsHuman), (wrong.ExitCode, unpinned.ExitCode, plain.ExitCode));
        Assert.Contains(fingerprint, wrong.Output, StringComparison.Ordinal);
        Assert.Contains(other, wrong.Output, StringComparison.Ordinal);
        Assert.Contains($"join {address}/ --fingerprint {fingerprint}", unpinned.Output, StringComparison.Ordinal);
        Assert.Contains("https://", plain.Output, StringComparison.Ordinal);
    }

    private RunningProgram Join(string address, params string[] more) => new(
        "Byob.Worker",
        ["join", address, "--name", "tester", "--no-run", "--state", Path.Combine(_folder, Guid.CreateVersion7().ToString("N")), .. more],
        new Dictionary<string, string> { ["BYOB_PASSWORD"] = MasterProcess.Password });

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("SHA-256 ([0-9a-f]{64})")]
    private static partial Regex Pinned();
}
