using Byob.Shared.Hubs;
using Byob.Worker.Limits;
using Byob.Worker.Status;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Connection;

/// <summary>An owner who changes how much the worker takes while it runs, over a real connection.</summary>
public sealed class CapacityTests
{
    private static readonly WorkerCapacity s_nothing = new(0, 0);

    [Fact]
    public async Task Hold_ThatLetsFinish_TellsTheMasterGivesBackAndFinishesWhatItCounts()
    {
        var text = Texts.Make(5_000);
        await using var master = await TestMaster.StartAsync(text);
        var gate = new Gate(master);
        await using var worker = await RunningWorker.JoinAsync(master);
        var ranges = Texts.Cut(text, 2);
        var counting = await master.AssignAsync(ranges[0]);
        var waiting = await master.AssignAsync(ranges[1]);
        await master.Heartbeats.NextAsync(beat => beat.Progress.Count == 2);

        worker.Engine.Holds.Put(new Hold(HoldCause.Battery, "On battery.", AtOnce: false));

        Assert.Equal((s_nothing, "On battery.", null), await master.CapacityChanges.NextAsync());
        Assert.Equal(new LeaseFailure(waiting.Token, LeaseFailureKind.GivenBack, "On battery."), await master.Failures.NextAsync());
        gate.Open();
        Assert.Equal(counting.Token, (await master.Submissions.NextAsync()).Token);
        Assert.Equal("On battery.", (await master.Heartbeats.NextAsync(beat => beat.IdleReason is not null)).IdleReason);
        Assert.Equal("On battery.", worker.Engine.Status.HeldBecause);
    }

    [Fact]
    public async Task Order_Pause_GivesBackWhatItCountsAndGoesOnWithTheNextOrder()
    {
        var text = Texts.Make(5_000);
        await using var master = await TestMaster.StartAsync(text);
        var gate = new Gate(master);
        await using var worker = await RunningWorker.JoinAsync(master);
        var counting = await master.AssignAsync(Texts.Cut(text, 1)[0]);
        await master.Heartbeats.NextAsync(beat => beat.Progress.Any(lease => lease.Stage == LeaseStage.Counting));

        await master.Worker.Steer(new WorkerOrder(WorkerOrderKind.Pause, TimeSpan.FromHours(1), "Ada"));

        var (capacity, reason, expected) = await master.CapacityChanges.NextAsync();
        Assert.Equal((s_nothing, "Paused by Ada from the dashboard."), (capacity, reason));
        Assert.InRange(expected!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        Assert.Equal(new LeaseFailure(counting.Token, LeaseFailureKind.GivenBack, reason!), await master.Failures.NextAsync());
        gate.Open();

        await master.Worker.Steer(new WorkerOrder(WorkerOrderKind.Resume, null, "Ada"));

        Assert.NotEqual(s_nothing, (await master.CapacityChanges.NextAsync()).Capacity);
        Assert.Null(worker.Engine.Status.HeldBecause);
    }

    [Fact]
    public async Task Join_WithAnOrder_IsObeyed()
    {
        await using var master = await TestMaster.StartAsync();
        master.OnJoin = request => master.Welcome(request) with { Order = new WorkerOrder(WorkerOrderKind.Drain, null, "Ada") };
        await using var worker = RunningWorker.Start(master);

        Assert.Equal((s_nothing, "Told by Ada from the dashboard to finish and take no more.", null), await master.CapacityChanges.NextAsync());
    }

    [Fact]
    public async Task Change_More_TellsTheMasterAndTakesIt()
    {
        var text = Texts.Make(5_000);
        await using var master = await TestMaster.StartAsync(text);
        var gate = new Gate(master);
        await using var worker = await RunningWorker.JoinAsync(master, slots: 1, prefetch: 0);
        await worker.Engine.ChangeCapacityAsync(new WorkerCapacity(3, 1), null);

        Assert.Equal((new WorkerCapacity(3, 1), null, null), await master.CapacityChanges.NextAsync());
        foreach (var range in Texts.Cut(text, 3))
            await master.AssignAsync(range);

        await master.Heartbeats.NextAsync(beat => beat.Progress.Count(lease => lease.Stage == LeaseStage.Counting) == 3);
        Assert.Equal(
            "Takes 3 chunks at once from now on, and 1 in advance. The worker's owner changed how much it takes.",
            (await worker.News.NextAsync(news => news.Kind == WorkerNewsKind.CapacityChanged)).Sentence);
        gate.Open();
    }

    [Fact]
    public async Task Rejoin_AfterAChange_JoinsWithTheCapacityInForce()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = await RunningWorker.JoinAsync(master);
        await worker.Engine.ChangeCapacityAsync(new WorkerCapacity(3, 1), null);
        await master.CapacityChanges.NextAsync();

        master.Connection!.Abort();

        Assert.Equal(new WorkerCapacity(3, 1), (await master.Joins.NextAsync()).Capacity);
        await master.Heartbeats.NextAsync();
        Assert.Equal(1, master.CapacityChanges.Count);
    }

    [Fact]
    public async Task Rejoin_Held_JoinsAsBeforeAndSaysAtOnceThatItIsHeld()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = await RunningWorker.JoinAsync(master, slots: 2, prefetch: 1);
        worker.Engine.Holds.Put(new Hold(HoldCause.Owner, "Paused by Ada."));
        await master.CapacityChanges.NextAsync();

        master.Connection!.Abort();

        Assert.Equal(new WorkerCapacity(2, 1), (await master.Joins.NextAsync()).Capacity);
        Assert.Equal((s_nothing, "Paused by Ada.", null), await master.CapacityChanges.NextAsync());
    }

    [Fact]
    public async Task Change_WhileTheMasterIsAway_IsWhatTheWorkerJoinsWith()
    {
        await using var master = await TestMaster.StartAsync();
        master.OnJoin = _ => throw new InvalidOperationException("Not ready yet.");
        await using var worker = RunningWorker.Start(master);
        await worker.News.NextAsync(news => news.Sentence.Contains("Dialling again", StringComparison.Ordinal));

        await worker.Engine.ChangeCapacityAsync(new WorkerCapacity(4, 2), null);
        master.OnJoin = null;

        Assert.Equal(new WorkerCapacity(4, 2), (await master.Joins.NextAsync()).Capacity);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(257, 0)]
    [InlineData(1, -1)]
    [InlineData(1, 17)]
    public async Task Change_BeyondTheBounds_Throws(int slots, int prefetch)
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = await RunningWorker.JoinAsync(master);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => worker.Engine.ChangeCapacityAsync(new WorkerCapacity(slots, prefetch), null));
    }
}
