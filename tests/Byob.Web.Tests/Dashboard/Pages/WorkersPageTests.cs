using Bunit;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Live;
using Byob.Web.Party;
using Byob.Web.Storage;
using Byob.Web.Tests.Dashboard.Fakes;
using Byob.Web.Workers;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Pages;

public sealed class WorkersPageTests : IAsyncDisposable
{
    private readonly DashboardContext _dashboard = new();

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public void NoWorker_SaysWhatOneIsAndHowToJoin()
    {
        var page = _dashboard.Open<WorkersPage>();

        Assert.Contains("No machine has joined yet", page.Text(), StringComparison.Ordinal);
        Assert.True(page.HasButton("Join with a machine"));
    }

    [Fact]
    public void EachLiveness_IsToldInWordsWithTheAgeOfItsHeartbeat()
    {
        _dashboard.Party.Publish(party => party with
        {
            Workers =
            [
                Some.Worker("anvil"),
                Some.Worker("elm", 1, WorkerLiveness.Suspect) with { LastHeardAt = Some.Now.AddSeconds(-9) },
                Some.Worker("oak", 2, WorkerLiveness.Lost) with { LastHeardAt = Some.Now.AddMinutes(-2) },
            ],
        });

        var page = _dashboard.Open<WorkersPage>();

        Assert.Equal(["Alive", "Suspect", "Lost"], page.FindAll(".signs .chip").Select(chip => chip.TextContent.Trim()));
        Assert.Contains("heard 9 s ago", page.Text(), StringComparison.Ordinal);
        Assert.Contains("Went silent; its ranges were freed", page.Text(), StringComparison.Ordinal);
        Assert.Contains("1 alive, 0 counting", page.Text(), StringComparison.Ordinal);
        Assert.Contains("anvil.lan · Linux 6.12 · x64 · 8 cores · 16.0 GB", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void NothingArrives_HeartbeatsGrowOlderOnThePage()
    {
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker()] });
        var page = _dashboard.Open<WorkersPage>();

        _dashboard.Until(() => page.Text().Contains("heard 5 s ago", StringComparison.Ordinal));
    }

    [Fact]
    public void EnrolledButAway_IsListedApart()
    {
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker()] });
        _dashboard.Members.Roll = _dashboard.Members.Roll with
        {
            Workers =
            [
                new EnrolledWorker(Some.Worker().Id.Value, "anvil", Some.Alice, "Alice", Some.Now.AddDays(-1), null, false),
                new EnrolledWorker(Some.Id(9), "old-thinkpad", Some.Bob, "Bob", Some.Now.AddDays(-9), Some.Now.AddDays(-2), false),
            ],
        };

        var page = _dashboard.Open<WorkersPage>();

        Assert.Equal("old-thinkpad", Assert.Single(page.FindAll(".absent tbody tr")).Children[0].TextContent.Trim());
        Assert.Contains("Away", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void MachineOfSomebodyElse_IsNotOfferedToBeRemoved()
    {
        _dashboard.SignIn("Bob", Some.Bob, isHost: false);
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker(), Some.Worker("mine", 1) with { OwnerId = Some.Bob }] });

        var page = _dashboard.Open<WorkersPage>();

        Assert.False(page.HasButton("Remove anvil"));
        Assert.True(page.HasButton("Remove mine"));
    }

    [Fact]
    public async Task Remove_IsAskedAndDone()
    {
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker()] });
        var page = _dashboard.Open<WorkersPage>();

        var removing = page.Button("Remove anvil").ClickAsync();
        _dashboard.Dialogs.WaitForState(() => _dashboard.Dialogs.HasButton("Remove it"));
        await _dashboard.Dialogs.Button("Remove it").ClickAsync();
        await removing.WaitAsync(TimeSpan.FromSeconds(10), Xunit.TestContext.Current.CancellationToken);

        Assert.Equal([$"remove worker {Some.Worker().Id.Value}"], _dashboard.Members.Asked);
    }

    [Fact]
    public async Task SetAside_SaysWhyAndIsTakenBack()
    {
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker() with { SetAside = "Set aside after 2 wrong counts." }] });
        var page = _dashboard.Open<WorkersPage>();

        Assert.Contains("Set aside after 2 wrong counts.", page.Text(), StringComparison.Ordinal);
        await page.Button("Take back anvil").ClickAsync();

        Assert.Equal([$"take back {Some.Worker().Id} by Alice"], _dashboard.Keeper.Asked);
    }

    [Fact]
    public void SetAside_OfSomebodyElse_SaysWhoMayTakeItBack()
    {
        _dashboard.SignIn("Bob", Some.Bob, isHost: false);
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker() with { SetAside = "Set aside." }] });

        var page = _dashboard.Open<WorkersPage>();

        Assert.False(page.HasButton("Take back anvil"));
        Assert.Contains("Alice or the host can take it back.", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void BuiltInWorker_CannotBeRemoved()
    {
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker() with { BuiltIn = true }] });

        Assert.False(_dashboard.Open<WorkersPage>().HasButton("Remove anvil"));
    }

    [Fact]
    public void LimitsVersionAndTransfer_AreSaid()
    {
        var limits = new WorkerLimits("Quiet", CpuPercent: 50, Priority: "Idle", MemoryBytes: 2_000_000_000, DownBytesPerSecond: 5_000_000, Hours: "weekdays 18:00 to 08:00", OnlyWhenIdle: true, NotOnBattery: true, MostCelsius: 80);
        _dashboard.Party.Publish(party => party with
        {
            Workers =
            [
                Some.Worker() with { Limits = limits, WorkerVersion = "0.0.9", IsOfOtherVersion = true, Transport = "LongPolling", Vitals = new WorkerVitals(62, 210_000_000, 150e6, 0, 12_300_000, 45_000, 71), BytesAccepted = 3_000_000_000 },
                Some.Worker("elm", 1),
            ],
        });

        var page = _dashboard.Open<WorkersPage>();

        Assert.Contains(
            "Quiet , at most 50 % of the CPU , idle priority , 2 GB of memory , reads 5 MB/s , hours: weekdays 18:00 to 08:00 , only while nobody uses it , not on battery , pauses above 80 °C",
            page.Text(), StringComparison.Ordinal);
        Assert.Contains("↓ 12.3 MB/s ↑ 45.0 kB/s 71 °C", page.Text(), StringComparison.Ordinal);
        Assert.Contains("3.00 GB", page.Text(), StringComparison.Ordinal);
        Assert.Contains("0.0.9 · another than the master’s · over long polling", page.Text(), StringComparison.Ordinal);
        Assert.Single(page.FindAll(".other"));
    }

    [Fact]
    public void Held_SaysWhyAndUntilWhenAndCountsDown()
    {
        var worker = Some.Worker() with { Capacity = new WorkerCapacity(0, 0), IdleReason = "Somebody uses the machine.", HeldUntil = Some.Now.AddMinutes(15) };
        _dashboard.Party.Publish(party => party with { Workers = [worker] });

        var page = _dashboard.Open<WorkersPage>();

        Assert.Contains("Somebody uses the machine. It goes on by itself in 15 min.", page.Text(), StringComparison.Ordinal);
        Assert.False(page.HasButton("Resume anvil"));
        _dashboard.Until(() => page.Text().Contains("in 14 min.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Order_IsShownAndResumed()
    {
        _dashboard.Party.Publish(party => party with { Workers = [Paused()] });
        var page = _dashboard.Open<WorkersPage>();

        Assert.Contains("Paused by Bob from the dashboard. It goes on when Alice or the host resumes it.", page.Text(), StringComparison.Ordinal);
        await page.Button("Resume anvil").ClickAsync();

        Assert.Equal([$"Resume {Some.Worker().Id} for ever by Alice"], _dashboard.Keeper.Asked);
    }

    [Fact]
    public async Task Pause_ForFifteenMinutesAndFinish_AreAsked()
    {
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker()] });
        var page = _dashboard.Open<WorkersPage>();

        await page.Button("Pause anvil").ClickAsync();
        _dashboard.Popovers.WaitForState(() => _dashboard.Popovers.FindAll(".mud-menu-item").Count == 3);
        await _dashboard.Popovers.FindAll(".mud-menu-item")[0].ClickAsync();
        await page.Button("Let anvil finish").ClickAsync();

        Assert.Equal([$"Pause {Some.Worker().Id} for 00:15:00 by Alice", $"Drain {Some.Worker().Id} for ever by Alice"], _dashboard.Keeper.Asked);
    }

    [Fact]
    public async Task Refusal_IsShown()
    {
        _dashboard.Keeper.Refusal = "Only Alice, who owns anvil, or the host may steer it.";
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker()] });
        var page = _dashboard.Open<WorkersPage>();

        await page.Button("Let anvil finish").ClickAsync();

        _dashboard.Snackbars.WaitForState(() => _dashboard.Snackbars.Text().Contains("Only Alice, who owns anvil", StringComparison.Ordinal));
    }

    [Fact]
    public void Stranger_SeesWhyAndWhoMaySteer()
    {
        _dashboard.SignIn("Bob", Some.Bob, isHost: false);
        _dashboard.Party.Publish(party => party with { Workers = [Paused(), Some.Worker("in", 1) with { BuiltIn = true, OwnerId = Guid.Empty }] });

        var page = _dashboard.Open<WorkersPage>();

        Assert.Contains("Paused by Bob from the dashboard.", page.Text(), StringComparison.Ordinal);
        Assert.Contains("Only Alice or the host can pause or remove it.", page.Text(), StringComparison.Ordinal);
        Assert.Contains("Only the host can pause it.", page.Text(), StringComparison.Ordinal);
        Assert.All((string[])["Resume anvil", "Pause anvil", "Let anvil finish", "Remove anvil", "Pause in"], button => Assert.False(page.HasButton(button)));
    }

    [Fact]
    public async Task History_IsFetchedWhenAskedFor()
    {
        _dashboard.Keeper.History.Add(new WorkerEvent { Id = 1, WorkerId = Some.Worker().Id.Value, Kind = WorkerEventKind.Lost, At = Some.Now.AddMinutes(-3), Sentence = "Nothing was heard of the worker for 10 s." });
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker()] });
        var page = _dashboard.Open<WorkersPage>();
        Assert.DoesNotContain("Nothing was heard", page.Text(), StringComparison.Ordinal);

        await page.Find(".history .toggle").ClickAsync();

        Assert.Contains("Nothing was heard of the worker for 10 s. 3 min ago", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyMachines_AreLinesThatOpen_AndAreFound()
    {
        _dashboard.Party.Publish(party => party with { Workers = [.. Enumerable.Range(0, 40).Select(number => Some.Worker($"machine-{number:00}", number) with { Id = new WorkerId(Some.Id(3000 + number)) })] });
        var page = _dashboard.Open<WorkersPage>();
        Assert.Empty(page.FindAll(".worker-card"));

        await page.Find("input[type=search]").InputAsync("machine-07");
        await page.Find("button.brief").ClickAsync();

        Assert.Single(page.FindAll(".line"));
        Assert.Contains("machine-07.lan · Linux 6.12", page.Text(), StringComparison.Ordinal);
        Assert.True(page.HasButton("Remove machine-07"));
    }

    private static WorkerView Paused() =>
        Some.Worker() with { Order = new StandingOrder(WorkerOrderKind.Pause, null, "Bob"), IdleReason = "Paused by Bob from the dashboard.", Capacity = new WorkerCapacity(0, 0) };
}
