using Bunit;
using Byob.Web.Live;
using Byob.Web.Party;
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
        Assert.Contains("anvil.lan · Linux 6.12 · x64 · 8 cores · 16.0 GB · version 0.1.0", page.Text(), StringComparison.Ordinal);
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
}
