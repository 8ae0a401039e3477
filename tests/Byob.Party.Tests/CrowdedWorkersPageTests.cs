using System.Diagnostics;
using Byob.Party.Tests.Browser;
using Byob.Party.Tests.Processes;
using Microsoft.Playwright;
using Xunit;

namespace Byob.Party.Tests;

/// <summary>The Workers page of a party that is larger than this machine could be: with BYOB_SCREENSHOTS 200 machines, and what the page costs.</summary>
public sealed class CrowdedWorkersPageTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("byob-crowd-").FullName;
    private readonly string? _pictures = Environment.GetEnvironmentVariable("BYOB_SCREENSHOTS");
    private readonly MasterProcess _master;
    private readonly CrowdOfWorkers _crowd = new();
    private Chromium? _chromium;

    public CrowdedWorkersPageTests() => _master = new MasterProcess(Path.Combine(_folder, "master"), builtInWorker: false);

    private int Machines => _pictures is null ? 40 : 200;

    private TimeSpan Watched => TimeSpan.FromSeconds(_pictures is null ? 1 : 20);

    public async ValueTask InitializeAsync()
    {
        _chromium = await Chromium.StartAsync();
        await _master.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _crowd.DisposeAsync();
        if (_chromium is not null)
            await _chromium.DisposeAsync();
        await _master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task ManyMachines_OnlyThoseInSightAreDrawn_AndTheLastOneIsFound()
    {
        var page = await _chromium!.NewPersonAsync(_master.Address);
        await page.BecomeHostAsync(_master.Program.Output, "Hanna");
        await _crowd.JoinAsync(_master, Machines);
        var (without, _) = await CostAsync(Watched);
        await page.GotoAsync("/workers");
        await page.SeePartyAsync();
        await Assertions.Expect(page.GetByText($"{Machines} alive", new() { Exact = false })).ToBeVisibleAsync();
        await page.Locator(".line").First.WaitForAsync();
        var (with, frames) = await CostAsync(Watched, page);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Machines} machines: master {without:0.0} % of a core without the page, {with:0.0} % with it; {frames.Length} frames, median {At(frames, 50):0.0} ms, p99 {At(frames, 99):0.0} ms, longest {At(frames, 100):0.0} ms; {await page.Locator(".line").CountAsync()} lines drawn");

        Assert.InRange(await page.Locator(".line").CountAsync(), 8, 39);
        await TakeAsync(page);
        var last = page.GetByRole(AriaRole.Button, new() { Name = $"machine {Machines - 1:000}: details" });
        await page.GetByRole(AriaRole.Searchbox).FillAsync($"machine {Machines - 1:000}");
        await last.ClickAsync();
        await Assertions.Expect(page.Locator(".line.open")).ToContainTextAsync($"host-{Machines - 1} · Debian GNU/Linux 13");
        await Assertions.Expect(page.Locator(".line")).ToHaveCountAsync(1);
    }

    private static double At(double[] sorted, int percent) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];

    /// <summary>The master's processor time over a while, in percent of a core, and the frames of the page meanwhile.</summary>
    private async Task<(double Percent, double[] Frames)> CostAsync(TimeSpan span, IPage? page = null)
    {
        var (cpu, start) = (_master.Program.Cpu, Stopwatch.GetTimestamp());
        double[] frames = [];
        if (page is null)
            await Task.Delay(span, TimeProvider.System, TestContext.Current.CancellationToken);
        else
            frames = await page.FramesAsync(span);
        return ((_master.Program.Cpu - cpu) / Stopwatch.GetElapsedTime(start) * 100, frames);
    }

    private async Task TakeAsync(IPage page)
    {
        if (_pictures is null)
            return;
        foreach (var looks in Looks.All)
        {
            await looks.WearAsync(page);
            await page.WaitForTimeoutAsync(800);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(_pictures, $"crowd-{looks.Name}.png") });
        }

        await page.SetViewportSizeAsync(1440, 900);
    }
}
