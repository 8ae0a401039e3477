using System.Text.RegularExpressions;
using Byob.Party.Tests.Browser;
using Byob.Party.Tests.Processes;
using Byob.Web.Tests.Hosting;
using Microsoft.Playwright;
using Xunit;

namespace Byob.Party.Tests;

/// <summary>A real master behind a reverse proxy and a path, a real browser and a real worker in front of it.</summary>
public sealed partial class ProxyPartyTests : IAsyncLifetime
{
    private const int Blocks = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-proxy-").FullName;
    private readonly MasterProcess _master;

    public ProxyPartyTests() => _master = new MasterProcess(Path.Combine(_folder, "master"), builtInWorker: false, "--Hosting:PathBase=/party");

    private string Text => Path.Combine(_folder, "a text.txt");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(Text, BigText.Make(Blocks));
        await _master.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Party_BehindAProxyAndAPath_IsUsedFromTheBrowserAndCountsExactly(bool refusesWebSockets)
    {
        // Uploads are larger than what workers send.
        await using var proxy = await SmallProxy.StartAsync(_master.Address, new SmallProxySettings("/party", RefusesWebSockets: refusesWebSockets, LongestBody: 64 << 20));
        await using var worker = new WorkerProcess(proxy.Address, Path.Combine(_folder, "worker"), "far away");
        worker.Join();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.NewPersonAsync(proxy.Address);
        await page.GotoAsync("jobs");
        await page.GetByLabel("Your name").FillAsync("Fritz");
        await page.GetByLabel("Party password").FillAsync(MasterProcess.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Join the party" }).ClickAsync();
        await page.SeePartyAsync();
        Assert.Equal(new Uri(proxy.Address, "jobs").ToString(), page.Url);

        await page.GetByRole(AriaRole.Link, new() { Name = "Datasets" }).ClickAsync();
        var input = page.Locator("input[type=file]");
        await Assertions.Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(Text);
        await page.GetByLabel("Count a text.txt").WaitForAsync();
        await page.CountAsync(Text);
        var button = page.GetByRole(AriaRole.Link, new() { Name = "TSV by count" });
        await button.WaitForAsync(new() { Timeout = 60_000 });
        var download = await page.RunAndWaitForDownloadAsync(() => button.ClickAsync());

        Assert.Matches(JobPage(), page.Url);
        Assert.Equal(BigText.Counts(Blocks), ResultLines.Parse(await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken)));
        Assert.Equal(refusesWebSockets, proxy.Upgrades == 0);
    }

    [GeneratedRegex("/party/jobs/1$")]
    private static partial Regex JobPage();
}
