using System.Text.RegularExpressions;
using Byob.Party.Tests.Browser;
using Byob.Party.Tests.Processes;
using Microsoft.Playwright;
using Xunit;

namespace Byob.Party.Tests;

/// <summary>The live drawings of a job's page, as somebody sees and walks through them.</summary>
public sealed partial class LedgerBandTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("byob-band-").FullName;
    private readonly string? _pictures = Environment.GetEnvironmentVariable("BYOB_SCREENSHOTS");
    private readonly MasterProcess _master;
    private readonly List<WorkerProcess> _workers = [];
    private Chromium? _chromium;

    public LedgerBandTests() => _master = new MasterProcess(Path.Combine(_folder, "master"), builtInWorker: true, "--Scheduler:LargestChunkBytes=8388608");

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
    public async Task RunningJob_ZoomedToOneChunk_TellsItAndEndsWithTheWholeProof()
    {
        var page = await _chromium!.NewPersonAsync(_master.Address);
        List<string> complaints = [];
        page.PageError += (_, fault) => complaints.Add(fault);
        await page.BecomeHostAsync(_master.Program.Output, "Hanna");
        await _master.SignInAsync("Hanna");
        foreach (var name in new[] { "desk-pc", "old-laptop" })
        {
            var worker = new WorkerProcess(_master.Address, Path.Combine(_folder, name), name);
            worker.Join(slots: 1);
            _workers.Add(worker);
        }

        var text = await page.MakeSampleAsync("1 GB", "1.00 GB");
        var job = (await _master.SubmitAsync(text, "the-band")).Number;
        await page.GotoAsync($"/jobs/{job}");
        var ledger = page.Locator("byob-ledger[ready]");
        var told = ledger.Locator(".ledger-told");
        await _master.WaitAsync(job, "some chunks are done", status => status.ChunksDone >= 12);
        await page.Locator("byob-stream[ready]").WaitForAsync();
        await TakeAsync(page);

        await ledger.Locator(".ledger-canvas").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Assertions.Expect(told).ToHaveTextAsync(Chunk());
        // The way of the mouse to the button: what was chosen stays chosen. Browsers give the first move on a page no distance.
        await ledger.Locator(".ledger-canvas").HoverAsync();
        await ledger.Locator(".ledger-canvas").HoverAsync(new() { Position = new() { X = 60, Y = 5 } });
        await Assertions.Expect(told).Not.ToHaveTextAsync(Chunk());
        await ledger.GetByRole(AriaRole.Button, new() { Name = "Zoom to one chunk" }).ClickAsync();
        await Assertions.Expect(ledger.Locator(".ledger-shown")).ToHaveTextAsync(OneChunkShown());
        await Assertions.Expect(ledger.Locator(".ledger-strip.whole")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Tab");
        await ledger.Locator(".ledger-canvas").HoverAsync();
        await Assertions.Expect(told).ToHaveTextAsync(Chunk());
        if (_pictures is not null)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(_pictures, "band-one-chunk.png"), FullPage = true });

        await _master.WaitUntilDoneAsync(job);
        await Assertions.Expect(page.Locator(".proof")).ToContainTextAsync(WholeProof());
        Assert.Empty(complaints);
    }

    /// <summary>The page is given frames of a far larger party than this machine could run, each different from the one before.</summary>
    [Fact]
    public async Task TenThousandChunksAndTwoHundredWorkers_ZoomAndTell()
    {
        var page = await _chromium!.NewPersonAsync(_master.Address);
        await page.BecomeHostAsync(_master.Program.Output, "Hanna");
        await _master.SignInAsync("Hanna");
        var job = (await _master.SubmitAsync(await page.MakeSampleAsync("1 GB", "1.00 GB"), "the-large")).Number;
        await _master.WaitAsync(job, "it runs", status => status.ChunksDone >= 1);
        var crowd = new LargeParty();
        await page.RouteAsync("**/api/jobs/*/ledger", route => route.FulfillAsync(new() { ContentType = "application/json", BodyBytes = crowd.Ledger() }));
        await page.RouteAsync("**/api/stream?*", route => route.FulfillAsync(new() { ContentType = "application/json", BodyBytes = crowd.Stream(whole: route.Request.Url.EndsWith("since=0", StringComparison.Ordinal)) }));
        await page.GotoAsync($"/jobs/{job}");
        var ledger = page.Locator("byob-ledger[ready]");
        await Assertions.Expect(ledger.Locator(".ledger-shown")).ToHaveTextAsync("10,000 ranges");
        await page.Locator("byob-stream[ready]").WaitForAsync();

        var frames = await page.FramesAsync(TimeSpan.FromSeconds(5));
        TestContext.Current.TestOutputHelper!.WriteLine($"{frames.Length} frames, median {frames[frames.Length / 2]:0.0} ms, p99 {frames[frames.Length * 99 / 100]:0.0} ms, longest {frames[^1]:0.0} ms; {crowd.LedgerFrames} ledgers of {crowd.Ledger().Length} bytes, {crowd.StreamFrames} streams of {crowd.Stream().Length} bytes after a first one of {crowd.Stream(whole: true).Length}");
        if (_pictures is not null)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(_pictures, "band-large.png"), FullPage = true });

        await ledger.Locator(".ledger-canvas").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(ledger.Locator(".ledger-shown")).ToHaveTextAsync("83.9 GB – 83.9 GB");
        await Assertions.Expect(ledger.Locator(".ledger-told")).ToContainTextAsync("(8.39 MB)");
    }

    private async Task TakeAsync(IPage page)
    {
        if (_pictures is null)
            return;
        foreach (var looks in Looks.All)
        {
            await looks.WearAsync(page);
            await page.ReloadAsync();
            await page.Locator("byob-stream[ready]").WaitForAsync();
            await page.Locator("byob-ledger[ready]").WaitForAsync();
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(_pictures, $"band-{looks.Name}.png"), FullPage = true });
        }
    }

    [GeneratedRegex(@"^0 B – .+: (done by|leased to) .+attempt.+")]
    private static partial Regex Chunk();

    [GeneratedRegex(@"^0 B – [\d.]+ [kM]B$")]
    private static partial Regex OneChunkShown();

    [GeneratedRegex(@"accepted (\d[\d,]+) of \1 bytes, overlaps 0")]
    private static partial Regex WholeProof();
}
