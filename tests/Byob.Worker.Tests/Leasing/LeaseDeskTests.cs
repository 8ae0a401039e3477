using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Hubs;
using Byob.Worker.Leasing;
using Byob.Worker.Status;

namespace Byob.Worker.Tests.Leasing;

public sealed class LeaseDeskTests
{
    private readonly LeaseDesk _desk = new(new WorkerCapacity(Slots: 1, Prefetch: 1));
    private int _assigned;

    [Fact]
    public void Assigned_SlotFree_ReadsAndCounts()
    {
        Join();

        var lease = Lease();

        Assert.Equal([new DeskAction.StartReading(1, lease), new DeskAction.StartCounting(1)], On(new DeskEvent.Assigned(lease)));
    }

    [Fact]
    public void Assigned_SlotTaken_ReadsAheadOnly()
    {
        Join();
        Assign();

        var second = Lease();

        Assert.Equal([new DeskAction.StartReading(2, second)], On(new DeskEvent.Assigned(second)));
    }

    [Fact]
    public void Assigned_BeyondTheCredit_WaitsUnread()
    {
        Join();
        Assign();
        Assign();

        Assert.Empty(On(new DeskEvent.Assigned(Lease())));
        Assert.Equal(HeldStage.Waiting, _desk.Held.Last().Stage);
    }

    [Fact]
    public void Assigned_FarBeyondTheCredit_GoesBack()
    {
        Join();
        for (var i = 0; i < 6; i++)
            Assign();

        var actions = On(new DeskEvent.Assigned(Lease()));

        Assert.Equal(LeaseFailureKind.GivenBack, Assert.Single(actions.OfType<DeskAction.TellFailure>()).Failure.Kind);
    }

    [Fact]
    public void Assigned_Twice_IsTakenOnce()
    {
        Join();
        var lease = Assign();

        Assert.Empty(On(new DeskEvent.Assigned(lease)));
        Assert.Single(_desk.Held);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(-1, 5)]
    [InlineData(0, 1001)]
    public void Assigned_RangeOutsideTheDataset_FailsWithASentence(long start, long end)
    {
        Join();

        var actions = On(new DeskEvent.Assigned(Lease() with { Range = new ByteRange(start, end) }));

        var failure = Assert.Single(actions.OfType<DeskAction.TellFailure>()).Failure;
        Assert.Equal(LeaseFailureKind.CountFailed, failure.Kind);
        Assert.Contains("1000 bytes", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Counted_Online_FreesTheSlotAndSends()
    {
        Join();
        var first = Assign();
        Assign();

        Assert.Equal([new DeskAction.SendPartial(1, first.Token, 1), new DeskAction.StartCounting(2)], On(new DeskEvent.Counted(1)));
    }

    [Fact]
    public void Counted_Offline_KeepsThePartialAndCountsOn()
    {
        Join();
        var first = Assign();
        var second = Assign();
        On(new DeskEvent.Disconnected());

        Assert.Equal([new DeskAction.StartCounting(2)], On(new DeskEvent.Counted(1)));
        Assert.Equal([Held(first, counted: true), Held(second, counted: false)], _desk.Present());
    }

    [Fact]
    public void Counted_ManyAtOnce_SendsThreeSideBySide()
    {
        var desk = new LeaseDesk(new WorkerCapacity(5, 0));
        desk.On(new DeskEvent.Joined(1, [], []));
        for (var i = 0; i < 5; i++)
            desk.On(new DeskEvent.Assigned(Lease()));

        var sends = Enumerable.Range(1, 5).SelectMany(key => desk.On(new DeskEvent.Counted(key))).OfType<DeskAction.SendPartial>().ToList();

        Assert.Equal([1, 2, 3], sends.Select(send => send.Key));
        Assert.Equal(4, Assert.Single(desk.On(Answer(1, SubmissionOutcome.Accepted)).OfType<DeskAction.SendPartial>()).Key);
    }

    [Theory]
    [InlineData(SubmissionOutcome.Accepted)]
    [InlineData(SubmissionOutcome.Duplicate)]
    [InlineData(SubmissionOutcome.Stale)]
    [InlineData(SubmissionOutcome.Foreign)]
    [InlineData(SubmissionOutcome.Malformed)]
    [InlineData(SubmissionOutcome.JobOver)]
    public void Submitted_AnythingButRetry_SettlesTheLease(SubmissionOutcome outcome)
    {
        Join();
        Assign();
        On(new DeskEvent.Counted(1));

        var actions = On(Answer(1, outcome));

        Assert.Contains(new DeskAction.Forget(1), actions);
        Assert.Equal("Said so.", Assert.Single(actions.OfType<DeskAction.Tell>()).News.Sentence);
        Assert.Empty(_desk.Held);
    }

    [Fact]
    public void Submitted_Retry_KeepsThePartialAndSendsItWhenDue()
    {
        Join();
        var lease = Assign();
        On(new DeskEvent.Counted(1));

        Assert.Contains(new DeskAction.RetryLater(1, 1), On(Answer(1, SubmissionOutcome.Retry)));
        Assert.Equal([new DeskAction.SendPartial(1, lease.Token, 1)], On(new DeskEvent.RetryDue(1)));
        Assert.Contains(new DeskAction.RetryLater(1, 2), On(Answer(1, SubmissionOutcome.Retry)));
    }

    [Fact]
    public void NotSent_SameSession_IsPutOff()
    {
        Join();
        Assign();
        On(new DeskEvent.Counted(1));

        Assert.Equal([new DeskAction.RetryLater(1, 1)], On(new DeskEvent.NotSent(1, Session: 1)));
    }

    [Fact]
    public void NotSent_AfterRejoining_IsSentAtOnceUnderTheRenewedToken()
    {
        Join();
        var lease = Assign();
        On(new DeskEvent.Counted(1));
        var renewed = LeaseToken.New(2);
        On(new DeskEvent.Disconnected());
        Assert.Empty(On(new DeskEvent.Joined(2, [lease.Token], [new HeldLeaseVerdict(lease.Token, renewed, null)])));

        Assert.Equal([new DeskAction.SendPartial(1, renewed, 2)], On(new DeskEvent.NotSent(1, Session: 1)));
    }

    [Fact]
    public void Joined_PutOffBefore_IsSentWithoutWaiting()
    {
        Join();
        var lease = Assign();
        On(new DeskEvent.Counted(1));
        On(new DeskEvent.NotSent(1, Session: 1));
        On(new DeskEvent.Disconnected());

        Assert.Equal(
            [new DeskAction.SendPartial(1, lease.Token, 2)],
            On(new DeskEvent.Joined(2, [lease.Token], [new HeldLeaseVerdict(lease.Token, lease.Token, null)])));
        Assert.Empty(On(new DeskEvent.RetryDue(1)));
    }

    [Fact]
    public void Joined_NoRenewal_DropsTheLease()
    {
        Join();
        var lease = Assign();

        var actions = On(new DeskEvent.Joined(2, [lease.Token], [new HeldLeaseVerdict(lease.Token, null, "Done by another.")]));

        Assert.Contains(new DeskAction.Forget(1), actions);
        Assert.Equal(new WorkerNews(WorkerNewsKind.ChunkLost, "Done by another.", lease), Assert.Single(actions.OfType<DeskAction.Tell>()).News);
        Assert.Empty(_desk.Held);
    }

    [Fact]
    public void Joined_NoVerdictForAPresentedLease_DropsIt()
    {
        Join();
        var lease = Assign();

        On(new DeskEvent.Joined(2, [lease.Token], []));

        Assert.Empty(_desk.Held);
    }

    [Fact]
    public void Joined_LeaseAssignedMeanwhile_StaysThoughNotPresented()
    {
        Join();
        var presented = Assign();
        var fresh = Assign();

        On(new DeskEvent.Joined(2, [presented.Token], []));

        Assert.Equal(fresh.Token, Assert.Single(_desk.Held).Lease.Token);
    }

    [Fact]
    public void Dropped_WhileCounting_KeepsItsSlotUntilCountingHasEnded()
    {
        Join();
        var lease = Assign();
        Assign();

        Assert.DoesNotContain(new DeskAction.StartCounting(2), On(new DeskEvent.Revoked(lease.Token, "Somebody was faster.")));
        Assert.Equal([new DeskAction.StartCounting(2)], On(new DeskEvent.NotCounted(1, LeaseFailureKind.CountFailed, "Broken off.")));
    }

    [Fact]
    public void ReadFailed_Counting_FailsOnce()
    {
        Join();
        var lease = Assign();

        var actions = On(new DeskEvent.ReadFailed(1, "No bytes."));

        Assert.Contains(new DeskAction.TellFailure(1, new LeaseFailure(lease.Token, LeaseFailureKind.ReadFailed, "No bytes."), 1), actions);
        Assert.Empty(On(new DeskEvent.NotCounted(1, LeaseFailureKind.ReadFailed, "No bytes.")));
        Assert.Empty(On(new DeskEvent.FailureTold(1)));
        Assert.Empty(_desk.Held);
    }

    [Fact]
    public void ReadFailed_Offline_IsPresentedAndToldUnderTheRenewedToken()
    {
        Join();
        var lease = Assign();
        On(new DeskEvent.Disconnected());

        Assert.Empty(On(new DeskEvent.ReadFailed(1, "No bytes.")).OfType<DeskAction.TellFailure>());
        Assert.Equal([Held(lease, counted: false)], _desk.Present());
        var renewed = LeaseToken.New(2);
        var actions = On(new DeskEvent.Joined(2, [lease.Token], [new HeldLeaseVerdict(lease.Token, renewed, null)]));
        Assert.Equal([new DeskAction.TellFailure(1, new LeaseFailure(renewed, LeaseFailureKind.ReadFailed, "No bytes."), 2)], actions);
    }

    [Fact]
    public void StopTaking_GivesBackWhatIsNotCounted_KeepsTheRest()
    {
        var desk = new LeaseDesk(new WorkerCapacity(2, 1));
        desk.On(new DeskEvent.Joined(1, [], []));
        var leases = Enumerable.Range(0, 3).Select(_ => Lease()).ToList();
        foreach (var lease in leases)
            desk.On(new DeskEvent.Assigned(lease));
        desk.On(new DeskEvent.Disconnected());
        desk.On(new DeskEvent.Counted(1));
        desk.On(new DeskEvent.Joined(2, [], []));

        // The first is being sent, the second and, since a slot is free, the third are being counted.
        Assert.Empty(desk.On(new DeskEvent.StopTaking()));
        var actions = desk.On(new DeskEvent.StopCounting());

        Assert.Equal([leases[1].Token, leases[2].Token], actions.OfType<DeskAction.TellFailure>().Select(tell => tell.Failure.Token));
        Assert.All(actions.OfType<DeskAction.TellFailure>(), tell => Assert.Equal(LeaseFailureKind.GivenBack, tell.Failure.Kind));
        Assert.Equal([1, 2, 3], desk.Held.Select(chunk => chunk.Key));
    }

    [Fact]
    public void Assigned_AfterStopTaking_GoesBack()
    {
        Join();
        On(new DeskEvent.StopTaking());

        var actions = On(new DeskEvent.Assigned(Lease()));

        Assert.Equal(LeaseFailureKind.GivenBack, Assert.Single(actions.OfType<DeskAction.TellFailure>()).Failure.Kind);
        Assert.Empty(actions.OfType<DeskAction.StartReading>());
    }

    [Fact]
    public void Fail_LongReason_IsCutToTheContract()
    {
        Join();
        Assign();

        var actions = On(new DeskEvent.ReadFailed(1, new string('x', 900)));

        Assert.Equal(500, Assert.Single(actions.OfType<DeskAction.TellFailure>()).Failure.Reason.Length);
    }

    private static DeskEvent.Submitted Answer(int key, SubmissionOutcome outcome) => new(key, new SubmissionReply(outcome, "Said so."));

    private static HeldLease Held(ChunkLease lease, bool counted) => new(lease.Token, lease.Job, lease.Range, counted);

    private IReadOnlyList<DeskAction> On(DeskEvent happened) => _desk.On(happened);

    private void Join() => On(new DeskEvent.Joined(1, [], []));

    private ChunkLease Assign()
    {
        var lease = Lease();
        On(new DeskEvent.Assigned(lease));
        return lease;
    }

    private ChunkLease Lease()
    {
        var start = _assigned++ * 10;
        return new ChunkLease(LeaseToken.New(1), new JobId(Guid.Empty), 1, new DatasetId(Guid.Empty), 1000, new ByteRange(start, start + 10), 1, CountOptions.Exact);
    }
}
