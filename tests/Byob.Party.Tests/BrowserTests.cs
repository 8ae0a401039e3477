using System.Text.RegularExpressions;
using Byob.Party.Tests.Browser;
using Byob.Party.Tests.Processes;
using Microsoft.Playwright;
using Xunit;

namespace Byob.Party.Tests;

/// <summary>People use the dashboard in a real browser, against a real master.</summary>
public sealed partial class BrowserTests : IAsyncLifetime
{
    private const int Blocks = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-browser-").FullName;
    private readonly MasterProcess _master;
    private Chromium? _chromium;

    public BrowserTests() => _master = new MasterProcess(Path.Combine(_folder, "master"), builtInWorker: true);

    private Chromium Chromium => _chromium!;

    private string Text => Path.Combine(_folder, "a text.txt");

    public async ValueTask InitializeAsync()
    {
        _chromium = await Chromium.StartAsync();
        await File.WriteAllBytesAsync(Text, BigText.Make(Blocks));
        await _master.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();
        await _master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Host_UploadsAText_WatchesItDone_AndDownloadsTheExactCounts()
    {
        var host = await Chromium.NewPersonAsync(_master.Address);
        await host.BecomeHostAsync(_master.Program.Output, "Hanna");

        await host.UploadAsync(Text);
        await host.CountAsync(Text);
        var button = host.GetByRole(AriaRole.Link, new() { Name = "TSV by count" });
        await button.WaitForAsync();
        var download = await host.RunAndWaitForDownloadAsync(() => button.ClickAsync());

        var lines = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(BigText.Counts(Blocks), ResultLines.Parse(lines));
        await Assertions.Expect(host.GetByText("overlaps 0")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Submitter_IsTold_AndNobodyElse()
    {
        var friend = await Chromium.NewPersonAsync(_master.Address);
        await friend.SignInAsync("Fritz", MasterProcess.Password);
        var other = await Chromium.NewPersonAsync(_master.Address);
        await other.SignInAsync("Olga", MasterProcess.Password);

        await friend.UploadAsync(Text);
        await friend.CountAsync(Text);

        var notice = new PageGetByTextOptions { Exact = false };
        await friend.GetByText("Job 1 is done", notice).First.WaitForAsync();
        await other.GotoAsync("/jobs");
        await other.GetByText("a text.txt").First.WaitForAsync();
        Assert.Equal(0, await other.GetByText("Job 1 is done", notice).CountAsync());
    }

    [Fact]
    public async Task Page_MasterKilledAndStartedAgain_ComesBackByItself()
    {
        var friend = await Chromium.NewPersonAsync(_master.Address);
        await friend.SignInAsync("Fritz", MasterProcess.Password);
        await friend.GotoAsync("/workers");
        await friend.GetByText("(built in)").First.WaitForAsync();

        await _master.Program.KillAsync();
        await friend.GetByText("Connection to the master lost").WaitForAsync();
        await _master.StartAsync();

        await Assertions.Expect(friend.GetByText("Connection to the master lost")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await friend.GetByText("(built in)").First.WaitForAsync();
        Assert.EndsWith("/workers", friend.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_MasterKilledInTheMiddle_GoesOnByItself()
    {
        var friend = await Chromium.NewPersonAsync(_master.Address);
        await friend.SignInAsync("Fritz", MasterProcess.Password);
        var large = Path.Combine(_folder, "large.txt");
        await File.WriteAllBytesAsync(large, BigText.Make(200), TestContext.Current.CancellationToken);
        await friend.GotoAsync("/datasets");
        var input = friend.Locator("input[type=file]");
        await Assertions.Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(large);
        await friend.GetByText(SomeMegabytes()).First.WaitForAsync();

        await _master.Program.KillAsync();
        await _master.StartAsync();

        // The page reloads with the new master; the browser forgets the file, so the person picks it again, and only the rest is sent.
        await friend.GetByLabel("Count large.txt").Or(friend.GetByText("Choose the same file again")).First.WaitForAsync(new() { Timeout = 60_000 });
        if (await friend.GetByText("Choose the same file again").CountAsync() > 0)
        {
            await Assertions.Expect(input).ToBeEnabledAsync();
            await input.SetInputFilesAsync(large);
        }

        await friend.GetByLabel("Count large.txt").WaitForAsync(new() { Timeout = 60_000 });
        await friend.CountAsync(large);
        await friend.GetByRole(AriaRole.Link, new() { Name = "TSV by word" }).WaitForAsync(new() { Timeout = 60_000 });
        await _master.SignInAsync("Fritz");
        Assert.Equal(BigText.Counts(200), await _master.ResultAsync(friend.JobNumber()));
    }

    [GeneratedRegex(@"[1-9][\d.]* MB of")]
    private static partial Regex SomeMegabytes();
}
