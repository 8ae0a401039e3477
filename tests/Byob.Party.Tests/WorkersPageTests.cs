using Byob.Party.Tests.Browser;
using Byob.Party.Tests.Processes;
using Microsoft.Playwright;
using Xunit;

namespace Byob.Party.Tests;

/// <summary>Real machines, steered by somebody who looks at the page.</summary>
public sealed class WorkersPageTests : IAsyncLifetime
{
    /// <summary>A person is needed: the exit code of a worker that was removed.</summary>
    private const int PersonNeeded = 78;

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-workers-").FullName;
    private readonly string? _pictures = Environment.GetEnvironmentVariable("BYOB_SCREENSHOTS");
    private readonly MasterProcess _master;
    private readonly WorkerProcess _worker;
    private Chromium? _chromium;

    public WorkersPageTests()
    {
        _master = new MasterProcess(Path.Combine(_folder, "master"), builtInWorker: true, "--Worker:Slots=1");
        _worker = new WorkerProcess(_master.Address, State, "desk-pc");
    }

    private string State => Path.Combine(_folder, "desk-pc");

    public async ValueTask InitializeAsync()
    {
        _chromium = await Chromium.StartAsync();
        await _master.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        if (_chromium is not null)
            await _chromium.DisposeAsync();
        await _master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task RealMachine_IsPausedResumedAndRemovedFromThePage()
    {
        var page = await _chromium!.NewPersonAsync(_master.Address);
        List<string> complaints = [];
        page.PageError += (_, fault) => complaints.Add(fault);
        await page.BecomeHostAsync(_master.Program.Output, "Hanna");
        _worker.Join();
        await page.GotoAsync("/workers");
        await page.SeePartyAsync();
        var card = page.Locator(".worker-card").Filter(new() { HasText = "desk-pc" });
        await card.WaitForAsync();

        await card.GetByRole(AriaRole.Button, new() { Name = "Pause desk-pc" }).ClickAsync();
        await page.GetByText("For 15 minutes", new() { Exact = true }).ClickAsync();

        await Assertions.Expect(card.Locator(".held")).ToContainTextAsync("Paused by Hanna from the dashboard. It goes on by itself in 15 min.");
        await Eventually.SeeAsync("its own status says so", async () => await StatusAsync() is var said && said.Contains("Held. Paused by Hanna from the dashboard. Until ", StringComparison.Ordinal) ? said : null, () => _worker.Program.Output);
        await card.Locator(".history .toggle").ClickAsync();
        await Assertions.Expect(card.Locator(".history")).ToContainTextAsync("Paused by Hanna from the dashboard.");
        await TakeAsync(page);

        await card.GetByRole(AriaRole.Button, new() { Name = "Resume desk-pc" }).ClickAsync();
        await Assertions.Expect(card.Locator(".held")).ToHaveCountAsync(0);
        await Eventually.SeeAsync("it is free again", async () => await StatusAsync() is var said && said.Contains("Idle:", StringComparison.Ordinal) ? said : null, () => _worker.Program.Output);

        await card.GetByRole(AriaRole.Button, new() { Name = "Remove desk-pc" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove it" }).ClickAsync();
        await _worker.Program.WaitForExitAsync();
        Assert.Equal(PersonNeeded, _worker.Program.ExitCode);
        Assert.Empty(complaints);
    }

    private async Task<string> StatusAsync()
    {
        await using var status = new RunningProgram("Byob.Worker", ["status", "--state", State], new Dictionary<string, string>());
        await status.WaitForExitAsync();
        // Drawn for a console, whose lines end anywhere.
        return string.Join(' ', status.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private async Task TakeAsync(IPage page)
    {
        if (_pictures is null)
            return;
        foreach (var looks in Looks.All)
        {
            await looks.WearAsync(page);
            await page.WaitForTimeoutAsync(500);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(_pictures, $"steered-{looks.Name}.png"), FullPage = true });
        }
    }
}
