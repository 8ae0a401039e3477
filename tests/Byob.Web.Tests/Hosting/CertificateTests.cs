using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Byob.Web.Hosting;
using Byob.Web.Live;
using Byob.Web.Storage;
using Byob.Web.Tests.Jobs;
using Byob.Web.Tests.Workers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Hosting;

public sealed class CertificateTests
{
    private static readonly string[] s_selfMade = ["--urls=https://127.0.0.1:0", "--Hosting:SelfMadeCertificate=true"];

    [Fact]
    public async Task SelfMade_FirstStart_IsMadeOnceKeptPrivateAndSaid()
    {
        using var folder = new TemporaryFolder();
        var settings = new MasterHostSettings { DataFolder = folder.Path };
        string first;
        await using (var master = await MasterHost.StartAsync(settings, s_selfMade))
        {
            first = master.Services.GetRequiredService<PartyCertificate>().Fingerprint!;
            using var shown = await ShownAsync(master.Address);
            Assert.Equal(first, shown.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant());
            Assert.True(shown.MatchesHostname("127.0.0.1") && shown.MatchesHostname("localhost"));
            Assert.InRange(shown.NotAfter - shown.NotBefore, TimeSpan.FromDays(3650), TimeSpan.FromDays(3660));
            Assert.Contains($"join https://127.0.0.1:{master.Address.Port} --name YOURNAME --fingerprint {first}", master.Banner, StringComparison.Ordinal);
            Assert.Contains("SHA-256 " + first, master.Banner, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("certificate.pfx")));
        }

        await using var second = await MasterHost.StartAsync(settings, s_selfMade);
        Assert.Equal(first, second.Services.GetRequiredService<PartyCertificate>().Fingerprint);
    }

    [Fact]
    public async Task SelfMade_FileIsBroken_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("certificate.pfx"), "no certificate", Test.Cancel);

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => MasterHost.StartAsync(new MasterHostSettings { DataFolder = folder.Path }, s_selfMade));

        Assert.Contains("Delete the file", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_PinnedToTheCertificate_CountsOverHttps()
    {
        await using var party = await TestParty.StartAsync([.. s_selfMade, "--Worker:BuiltIn=true"]);
        var fingerprint = party.Master.Services.GetRequiredService<PartyCertificate>().Fingerprint;
        var identity = await EnrolAsync(party);
        await using var worker = new EngineRun(party.Master.Address, identity, fingerprint);
        // The built-in one as well: there is no plain http.
        await party.SeeAsync(snapshot => snapshot.Workers.Count(one => one.Liveness == WorkerLiveness.Alive) == 2, () => "They did not join: " + worker.Engine.Status.Why);
        Assert.Equal("WebSockets", worker.Engine.Status.Transport);
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(null)]
    public async Task Worker_CertificateItDoesNotTake_SaysBothFingerprintsAndTheMend(string? pinned)
    {
        await using var party = await TestParty.StartAsync(s_selfMade);
        var fingerprint = party.Master.Services.GetRequiredService<PartyCertificate>().Fingerprint!;
        await using var worker = new EngineRun(party.Master.Address, await EnrolAsync(party), pinned);

        var said = await worker.Refused;

        Assert.Contains(fingerprint, said, StringComparison.Ordinal);
        Assert.Contains(pinned ?? "does not trust", said, StringComparison.Ordinal);
        Assert.Contains($"--fingerprint {fingerprint}", said, StringComparison.Ordinal);
        Assert.Empty(party.Live.Current.Workers);
    }

    [Theory]
    [InlineData("pfx")]
    [InlineData("pem")]
    public async Task Given_NoAuthorityVouchesForIt_IsServedAndItsFingerprintSaid(string form)
    {
        using var folder = new TemporaryFolder();
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=own", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(9));
        var expected = made.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
        await File.WriteAllBytesAsync(folder.File("own.pfx"), made.Export(X509ContentType.Pkcs12, "secret"), Test.Cancel);
        await File.WriteAllTextAsync(folder.File("own.pem"), made.ExportCertificatePem(), Test.Cancel);
        await File.WriteAllTextAsync(folder.File("own.key"), key.ExportPkcs8PrivateKeyPem(), Test.Cancel);

        await using var master = await MasterHost.StartAsync([
            "--urls=https://127.0.0.1:0", $"--Kestrel:Certificates:Default:Path={folder.File("own." + form)}",
            form == "pfx" ? "--Kestrel:Certificates:Default:Password=secret" : $"--Kestrel:Certificates:Default:KeyPath={folder.File("own.key")}"]);

        using var shown = await ShownAsync(master.Address);
        Assert.Equal(expected, shown.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant());
        Assert.Equal(expected, master.Services.GetRequiredService<PartyCertificate>().Fingerprint);
    }

    private static Task<Byob.Shared.Hubs.EnrolReply> EnrolAsync(TestParty party) => party.Master.EnrolInsideAsync("Ann", "far away");

    private static async Task<X509Certificate2> ShownAsync(Uri master)
    {
        X509Certificate2? shown = null;
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    shown = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData());
                    return certificate is not null;
                },
            },
        });
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(master, "health"), Test.Cancel)).StatusCode);
        return shown!;
    }
}
