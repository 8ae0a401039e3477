using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Byob.Web.Programs;
using Byob.Web.Tests.Hosting;
using Byob.Web.Tests.Party;
using Xunit;

namespace Byob.Web.Tests.Programs;

public sealed class ProgramsTests
{
    private static readonly byte[] Program = Encoding.UTF8.GetBytes("#!/bin/sh\necho a stand-in for the program\n");
    private static readonly string Sum = Convert.ToHexStringLower(SHA256.HashData(Program));

    [Fact]
    public async Task List_WithoutSignIn_NamesWhatIsThere()
    {
        await using var host = await MasterHost.StartAsync();
        Assert.Empty(await ListAsync(host));
        Put(host, "linux-x64", "byob");
        Put(host, "win-x64", "byob.exe");
        Put(host, "freebsd-x64", "byob");
        File.WriteAllText(Path.Combine(Folder(host), "linux-x64", "version"), "1.2.3\n");

        Assert.Equal([new("linux-x64", "1.2.3", Program.Length, Sum), new("win-x64", "unknown", Program.Length, Sum)], await ListAsync(host));
    }

    [Fact]
    public async Task File_WithoutSignIn_ComesWithItsSumAsItsTag()
    {
        await using var host = await MasterHost.StartAsync();
        Put(host, "linux-x64", "byob");

        var reply = await host.NewClient().GetAsync("/programs/linux-x64/byob", Test.Cancel);

        Assert.Equal(Program, await reply.Content.ReadAsByteArrayAsync(Test.Cancel));
        Assert.Equal($"\"{Sum}\"", reply.Headers.ETag?.Tag);
        Assert.Equal("byob", reply.Content.Headers.ContentDisposition?.FileName);
    }

    [Fact]
    public async Task File_ARange_IsThatRangeWhileTheFileIsTheSame()
    {
        await using var host = await MasterHost.StartAsync();
        Put(host, "linux-x64", "byob");

        var part = await AskAsync(host, request => request.Headers.Range = new RangeHeaderValue(2, 5));
        var same = await AskAsync(host, request => request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{Sum}\"")));
        var other = await AskAsync(host, request =>
        {
            request.Headers.Range = new RangeHeaderValue(2, 5);
            request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue("\"another\""));
        });

        Assert.Equal([HttpStatusCode.PartialContent, HttpStatusCode.NotModified, HttpStatusCode.OK], [part.StatusCode, same.StatusCode, other.StatusCode]);
        Assert.Equal(Program[2..6], await part.Content.ReadAsByteArrayAsync(Test.Cancel));
        Assert.Equal(Program, await other.Content.ReadAsByteArrayAsync(Test.Cancel));
    }

    [Theory]
    [InlineData("/programs/freebsd-x64/byob", HttpStatusCode.NotFound)]
    [InlineData("/programs/linux-arm64/byob", HttpStatusCode.NotFound)]
    [InlineData("/programs/LINUX-X64/byob", HttpStatusCode.NotFound)]
    [InlineData("/programs/..%2F..%2Fsecret/byob", HttpStatusCode.NotFound)]
    [InlineData("/programs/%2e%2e/byob", HttpStatusCode.Redirect)]
    [InlineData("/programs/linux-x64%2F..%2Flinux-x64/byob", HttpStatusCode.NotFound)]
    [InlineData("/programs/linux-x64/version", HttpStatusCode.Redirect)]
    [InlineData("/programs/linux-x64/byob.sha256", HttpStatusCode.Redirect)]
    [InlineData("/programs/linux-x64/", HttpStatusCode.Redirect)]
    public async Task File_AnythingElse_IsNotHandedOut(string path, HttpStatusCode status)
    {
        await using var host = await MasterHost.StartAsync();
        Put(host, "linux-x64", "byob");
        Put(host, "freebsd-x64", "byob");
        Directory.CreateDirectory(Path.Combine(Folder(host), "..", "secret"));
        await File.WriteAllBytesAsync(Path.Combine(Folder(host), "..", "secret", "byob"), Program, Test.Cancel);

        var reply = await host.NewClient().GetAsync(path, Test.Cancel);

        Assert.Equal(status, reply.StatusCode);
        Assert.DoesNotContain("stand-in", await reply.ReadTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_NotAsItWasPublished_IsOfferedToNobodyUntilItIsMended()
    {
        await using var host = await MasterHost.StartAsync();
        Put(host, "linux-x64", "byob");
        var sumFile = Path.Combine(Folder(host), "linux-x64", "byob.sha256");
        await File.WriteAllTextAsync(sumFile, new string('0', 64) + "  byob\n", Test.Cancel);

        Assert.Empty(await ListAsync(host));
        Assert.Contains("is not the file that its .sha256 was written for", host.Log.Text, StringComparison.Ordinal);

        await File.WriteAllTextAsync(sumFile, Sum + "  byob\n", Test.Cancel);
        File.SetLastWriteTimeUtc(Path.Combine(Folder(host), "linux-x64", "byob"), DateTime.UnixEpoch);
        Assert.Single(await ListAsync(host));
    }

    [Fact]
    public async Task Folder_OfTheHostsChoice_IsUsed()
    {
        var folder = Directory.CreateTempSubdirectory("byob-test-");
        try
        {
            await using var host = await MasterHost.StartAsync($"--Programs:Directory={folder.FullName}");
            Put(folder.FullName, "osx-arm64", "byob");

            Assert.Equal("osx-arm64", Assert.Single(await ListAsync(host)).Platform);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("/join.sh", "linux-x64) echo ")]
    [InlineData("/join.ps1", "'win-x64' = '")]
    public async Task Script_WithoutSignIn_HasAddressAndSums(string path, string start)
    {
        await using var host = await MasterHost.StartAsync();
        var without = await host.NewClient().GetStringAsync(path, Test.Cancel);
        Put(host, "linux-x64", "byob");
        Put(host, "win-x64", "byob.exe");

        var script = await host.NewClient().GetStringAsync(path, Test.Cancel);

        Assert.Contains($"master='{host.Address.ToString().TrimEnd('/')}'", script.Replace("$master = ", "master=", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(start + Sum, script, StringComparison.Ordinal);
        Assert.DoesNotContain("@MASTER@", script, StringComparison.Ordinal);
        Assert.DoesNotContain("@SUMS@", script + without, StringComparison.Ordinal);
        Assert.DoesNotContain(start, without, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil';id;'")]
    [InlineData("a b")]
    [InlineData("$(id)")]
    [InlineData("`id`")]
    public async Task Script_AHostNameThatCouldSayMore_IsRefused(string name)
    {
        await using var host = await MasterHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/join.sh");
        request.Headers.TryAddWithoutValidation("Host", name);

        var reply = await host.NewClient().SendAsync(request, Test.Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.DoesNotContain(name, await reply.ReadTextAsync(), StringComparison.Ordinal);
    }

    private static async Task<WorkerProgram[]> ListAsync(MasterHost host) =>
        (await host.NewClient().GetFromJsonAsync<WorkerProgram[]>("/programs", Test.Cancel))!;

    private static async Task<HttpResponseMessage> AskAsync(MasterHost host, Action<HttpRequestMessage> adjust)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/programs/linux-x64/byob");
        adjust(request);
        return await host.NewClient().SendAsync(request, Test.Cancel);
    }

    private static string Folder(MasterHost host) => Path.Combine(host.DataFolder, "programs");

    private static void Put(MasterHost host, string platform, string file) => Put(Folder(host), platform, file);

    private static void Put(string folder, string platform, string file)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, platform));
        File.WriteAllBytes(Path.Combine(place.FullName, file), Program);
    }
}
