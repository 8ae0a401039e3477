using Byob.Party.Tests.Browser;
using Byob.Party.Tests.Processes;
using Microsoft.Playwright;
using Xunit;

namespace Byob.Party.Tests;

/// <summary>
/// Every page at desktop and phone width, light and dark: it shows, it fits, and the browser has nothing to complain of.
/// With BYOB_SCREENSHOTS naming a folder, pictures of all of them are left there: the README's are made this way.
/// </summary>
public sealed class PageTourTests : IAsyncLifetime
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("overview", "/"), ("job", "/jobs/2"), ("jobs", "/jobs"), ("job-done", "/jobs/1"), ("new-job", "/jobs/new"), ("datasets", "/datasets"), ("workers", "/workers"),
        ("join", "/join"), ("party", "/party"), ("not-found", "/no/such/page"),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-tour-").FullName;
    private readonly string? _pictures = Environment.GetEnvironmentVariable("BYOB_SCREENSHOTS");
    private readonly MasterProcess _master;
    private readonly List<WorkerProcess> _workers = [];
    private readonly List<string> _complaints = [];
    private Chromium? _chromium;

    public PageTourTests() => _master = new MasterProcess(
        Path.Combine(_folder, "master"), builtInWorker: false, _pictures is null ? "--Scheduler:LargestChunkBytes=4194304" : "--Scheduler:LargestChunkBytes=67108864");

    public async ValueTask InitializeAsync()
    {
        _chromium = await Chromium.StartAsync();
        await _master.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
        if (_chromium is not null)
            await _chromium.DisposeAsync();
        await _master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Pages_DesktopAndPhone_LightAndDark_ShowAndFit()
    {
        var host = await _chromium!.NewPersonAsync(_master.Address);
        await host.BecomeHostAsync(_master.Program.Output, "Hanna");
        await TakeAsync(host, "empty-overview-light");
        await MakeAPartyAsync(host);
        var cookies = await host.Context.CookiesAsync();

        foreach (var (looks, dark, width, height) in Looks.All)
        {
            var page = await _chromium.NewPersonAsync(_master.Address, dark, width, height);
            Listen(page);
            await page.Context.AddCookiesAsync(cookies.Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = _master.Address.ToString() }));
            foreach (var (name, path) in Pages)
            {
                await page.GotoAsync(path);
                await page.SeePartyAsync();
                await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                await TakeAsync(page, $"{name}-{looks}");
                await AssertFitsAsync(page, width, path);
            }

            await page.Context.ClearCookiesAsync();
            await page.GotoAsync("/signin");
            await TakeAsync(page, $"sign-in-{looks}");
            await AssertFitsAsync(page, width, "/signin");
        }

        Assert.Empty(_complaints);
    }

    /// <summary>Three machines, a job that is done, and one in the middle.</summary>
    private async Task MakeAPartyAsync(IPage host)
    {
        await _master.SignInAsync("Hanna");
        foreach (var (name, index) in new[] { ("desk-pc", 0), ("old-laptop", 1), ("raspberry", 2) })
        {
            var worker = new WorkerProcess(_master.Address, Path.Combine(_folder, name), name);
            worker.Join(slots: 1 + (index % 2));
            _workers.Add(worker);
        }

        var small = await host.MakeSampleAsync("100 MB", "100 MB");
        await _master.WaitUntilDoneAsync((await _master.SubmitAsync(small, "a-first-try")).Number);

        // For pictures the second job runs while they are taken; for the test it stands still in its middle, however long the tour takes.
        var large = _pictures is null ? small : await host.MakeSampleAsync("5 GB", "5.00 GB");
        var second = (await _master.SubmitAsync(large, "the-large-one")).Number;
        await _master.SubmitAsync(small, "the-next-one");
        await _master.WaitAsync(second, "the second job is in its middle", status => status.ChunksDone >= 5);
        if (_pictures is null)
            _workers.ForEach(worker => worker.Program.Freeze());
    }

    private void Listen(IPage page)
    {
        page.Console += (_, message) =>
        {
            // The browser itself reports the 404 of the page that is asked for to see one.
            if (message.Type is "error" && !message.Text.Contains("404", StringComparison.Ordinal))
                _complaints.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, fault) => _complaints.Add($"{page.Url}: {fault}");
    }

    private static async Task AssertFitsAsync(IPage page, int width, string path)
    {
        var needed = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(needed <= width, $"{path} needs {needed} pixels of {width}: it scrolls sideways.");
    }

    private async Task TakeAsync(IPage page, string name)
    {
        if (_pictures is not null)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(_pictures, name + ".png") });
    }
}
