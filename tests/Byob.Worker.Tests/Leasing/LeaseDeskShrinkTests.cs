using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Hubs;
using Byob.Worker.Leasing;
using Byob.Worker.Status;

namespace Byob.Worker.Tests.Leasing;

/// <summary>What the desk makes of a master that asks for the end of a chunk. Each chunk has 10 bytes: the first [0, 10), the second [10, 20) …</summary>
public sealed class LeaseDeskShrinkTests
{
    private readonly LeaseDesk _desk = new(new WorkerCapacity(Slots: 1, Prefetch: 1));
    private int _assigned;

    public LeaseDeskShrinkTests() => On(new DeskEvent.Joined(1, [], []));

    [Fact]
    public void Shrink_UnknownLease_IsNotAnswered()
    {
        Assign();

        Assert.Empty(On(new DeskEvent.ShrinkAsked(LeaseToken.New(1), 5)));
    }

    [Fact]
    public void Shrink_Waiting_TakesTheEndAndIsReadWithIt()
    {
        Assign();
        Assign();
        var waiting = Assign();

        Assert.Equal([new DeskAction.TellShrink(3, waiting.Token, 25, 1)], Shrink(waiting, 25));

        Assert.Equal(new ByteRange(20, 25), Assert.Single(On(new DeskEvent.Counted(1)).OfType<DeskAction.StartReading>()).Lease.Range);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Shrink_CountingOrReading_AsksTheWorkBeforeAnswering(int key)
    {
        ChunkLease[] leases = [Assign(), Assign()];
        var end = (key * 10) - 3;

        Assert.Equal([new DeskAction.ShrinkWork(key, end)], Shrink(leases[key - 1], end));
        Assert.Equal([new DeskAction.TellShrink(key, leases[key - 1].Token, end, 1)], On(new DeskEvent.ShrinkDecided(key, end)));

        Assert.Equal(end, _desk.Held.ElementAt(key - 1).Lease.Range.End);
    }

    [Fact]
    public void Shrink_WorkHasReadBeyond_AnswersTheEndAsItWas()
    {
        var lease = Assign();
        Shrink(lease, 4);

        Assert.Equal([new DeskAction.TellShrink(1, lease.Token, 10, 1)], On(new DeskEvent.ShrinkDecided(1, 10)));

        Assert.Equal([Held(lease, 10)], _desk.Present());
    }

    [Theory]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Shrink_EndThatIsNone_AnswersTheEndAsItWas(long end)
    {
        Assign();
        var lease = Assign();

        Assert.Equal([new DeskAction.TellShrink(2, lease.Token, 20, 1)], Shrink(lease, end));
    }

    [Fact]
    public void Shrink_Counted_AnswersTheEndAsItWas()
    {
        var lease = Assign();
        On(new DeskEvent.Counted(1));

        Assert.Equal([new DeskAction.TellShrink(1, lease.Token, 10, 1)], Shrink(lease, 5));
    }

    [Theory]
    [InlineData(2, 10)]
    [InlineData(2, 3)]
    [InlineData(3, 20)]
    public void Shrink_ToTheStartWhileReadingOrWaiting_GivesTheChunkBack(int key, long end)
    {
        ChunkLease[] leases = [Assign(), Assign(), Assign()];
        var lease = leases[key - 1];

        var actions = Shrink(lease, end);

        Assert.Contains(new DeskAction.Forget(key), actions);
        Assert.Contains(new DeskAction.TellShrink(key, lease.Token, lease.Range.Start, 1), actions);
        Assert.Equal(WorkerNewsKind.ChunkGivenBack, Assert.Single(actions.OfType<DeskAction.Tell>()).News.Kind);
        Assert.DoesNotContain(_desk.Present(), held => held.Token == lease.Token);
        On(new DeskEvent.ShrinkTold(key, 1));
        Assert.DoesNotContain(_desk.Held, chunk => chunk.Key == key);
    }

    [Fact]
    public void Shrink_GivenBack_MakesRoomForTheNextAtOnce()
    {
        Assign();
        var second = Assign();
        Assign();

        Assert.Equal(3, Assert.Single(Shrink(second, 10).OfType<DeskAction.StartReading>()).Key);
    }

    [Fact]
    public void Shrink_ToTheStartWhileCounting_AnswersTheEndAsItWas()
    {
        var lease = Assign();

        Assert.Equal([new DeskAction.TellShrink(1, lease.Token, 10, 1)], Shrink(lease, 0));
    }

    [Fact]
    public void Shrink_GivenBackButNotHeard_IsToldAgainAndKeptUntilThen()
    {
        Assign();
        var second = Assign();
        Shrink(second, 10);

        Assert.Equal([new DeskAction.RetryLater(2, 1)], On(new DeskEvent.ShrinkNotTold(2, 1)));
        Assert.Equal([new DeskAction.TellShrink(2, second.Token, 10, 1)], On(new DeskEvent.RetryDue(2)));
    }

    [Fact]
    public void Shrink_Twice_EachIsAnsweredOneAfterTheOther()
    {
        var lease = Assign();
        ShrinkTo(lease, 8);

        Shrink(lease, 6);
        Assert.Empty(On(new DeskEvent.ShrinkDecided(1, 6)));

        Assert.Equal([new DeskAction.TellShrink(1, lease.Token, 6, 1)], On(new DeskEvent.ShrinkTold(1, 1)));
        Assert.Empty(On(new DeskEvent.ShrinkTold(1, 1)));
        Assert.Equal([Held(lease, 6)], _desk.Present());
    }

    [Fact]
    public void Counted_AnswerOnItsWay_ThePartialWaitsForIt()
    {
        var lease = Assign();
        ShrinkTo(lease, 7);

        Assert.Empty(On(new DeskEvent.Counted(1)));

        Assert.Equal([new DeskAction.SendPartial(1, lease.Token, 1)], On(new DeskEvent.ShrinkTold(1, 1)));
    }

    [Fact]
    public void Failed_AnswerOnItsWay_TheFailureWaitsForIt()
    {
        var lease = Assign();
        ShrinkTo(lease, 7);

        Assert.Empty(On(new DeskEvent.ReadFailed(1, "No bytes.")).OfType<DeskAction.TellFailure>());

        Assert.Equal(lease.Token, Assert.Single(On(new DeskEvent.ShrinkTold(1, 1)).OfType<DeskAction.TellFailure>()).Failure.Token);
    }

    [Fact]
    public void ShrinkNotTold_SameSession_IsToldAgainBeforeThePartialGoes()
    {
        var lease = Assign();
        ShrinkTo(lease, 7);
        On(new DeskEvent.Counted(1));

        Assert.Equal([new DeskAction.RetryLater(1, 1)], On(new DeskEvent.ShrinkNotTold(1, 1)));
        Assert.Equal([new DeskAction.TellShrink(1, lease.Token, 7, 1)], On(new DeskEvent.RetryDue(1)));
        Assert.Equal([new DeskAction.RetryLater(1, 2)], On(new DeskEvent.ShrinkNotTold(1, 1)));
        On(new DeskEvent.RetryDue(1));
        Assert.Equal([new DeskAction.SendPartial(1, lease.Token, 1)], On(new DeskEvent.ShrinkTold(1, 1)));
    }

    [Fact]
    public void Revoked_AfterShrink_ForgetsTheLeaseAndItsAnswer()
    {
        var lease = Assign();
        ShrinkTo(lease, 7);

        Assert.Contains(new DeskAction.Forget(1), On(new DeskEvent.Revoked(lease.Token, "Somebody was faster.")));

        Assert.Empty(_desk.Held);
        Assert.Empty(On(new DeskEvent.ShrinkNotTold(1, 1)));
        Assert.Empty(On(new DeskEvent.ShrinkTold(1, 1)));
    }

    [Fact]
    public void Rejoined_AnswerNotHeard_TheLeaseIsPresentedShrunkAndNothingMoreIsAnswered()
    {
        var lease = Assign();
        ShrinkTo(lease, 7);
        On(new DeskEvent.Counted(1));
        On(new DeskEvent.Disconnected());

        Assert.Equal([Held(lease, 7) with { Counted = true }], _desk.Present());
        var renewed = LeaseToken.New(2);
        Assert.Equal(
            [new DeskAction.SendPartial(1, renewed, 2)],
            On(new DeskEvent.Joined(2, [lease.Token], [new HeldLeaseVerdict(lease.Token, renewed, null)])));
        Assert.Empty(On(new DeskEvent.ShrinkNotTold(1, 1)));
    }

    [Fact]
    public void ShrinkNotTold_ThenDisconnected_IsNotToldInTheNewSession()
    {
        var lease = Assign();
        ShrinkTo(lease, 7);
        On(new DeskEvent.ShrinkNotTold(1, 1));
        On(new DeskEvent.Disconnected());
        On(new DeskEvent.Joined(2, [lease.Token], [new HeldLeaseVerdict(lease.Token, lease.Token, null)]));

        Assert.Empty(On(new DeskEvent.RetryDue(1)));
        Assert.Equal([new DeskAction.SendPartial(1, lease.Token, 2)], On(new DeskEvent.Counted(1)));
    }

    [Fact]
    public void Disconnected_GivenBackButNotHeard_IsNotHeldAnyMore()
    {
        Assign();
        var second = Assign();
        Shrink(second, 10);

        On(new DeskEvent.Disconnected());

        Assert.Equal([1], _desk.Held.Select(chunk => chunk.Key));
    }

    [Fact]
    public void Shrink_AfterTheLeaseWasPresented_IsAnsweredInTheNewSession()
    {
        var lease = Assign();
        On(new DeskEvent.Disconnected());
        Assert.Equal([Held(lease, 10)], _desk.Present());

        Shrink(lease, 6);
        Assert.Empty(On(new DeskEvent.ShrinkDecided(1, 6)));

        Assert.Equal(
            [new DeskAction.TellShrink(1, lease.Token, 6, 2)],
            On(new DeskEvent.Joined(2, [lease.Token], [new HeldLeaseVerdict(lease.Token, lease.Token, null)])));
    }

    [Fact]
    public void Shrink_AnswerOfTheLastSessionFails_TheNewOneStaysOut()
    {
        var lease = Assign();
        ShrinkTo(lease, 8);
        On(new DeskEvent.Disconnected());
        On(new DeskEvent.Joined(2, [lease.Token], [new HeldLeaseVerdict(lease.Token, lease.Token, null)]));
        ShrinkTo(lease, 6);

        Assert.Empty(On(new DeskEvent.ShrinkNotTold(1, 1)));
    }

    [Fact]
    public void Shrink_AnswerOfTheLastSessionEnds_TheNewOneStaysOut()
    {
        var lease = Assign();
        ShrinkTo(lease, 8);
        On(new DeskEvent.Disconnected());
        On(new DeskEvent.Joined(2, [lease.Token], [new HeldLeaseVerdict(lease.Token, lease.Token, null)]));
        ShrinkTo(lease, 6);
        On(new DeskEvent.Counted(1));

        Assert.Empty(On(new DeskEvent.ShrinkTold(1, 1)));

        Assert.Equal([new DeskAction.SendPartial(1, lease.Token, 2)], On(new DeskEvent.ShrinkTold(1, 2)));
    }

    private static HeldLease Held(ChunkLease lease, long end) => new(lease.Token, lease.Job, lease.Range with { End = end }, Counted: false);

    private IReadOnlyList<DeskAction> On(DeskEvent happened) => _desk.On(happened);

    private IReadOnlyList<DeskAction> Shrink(ChunkLease lease, long end) => On(new DeskEvent.ShrinkAsked(lease.Token, end));

    /// <summary>Shrinks the first chunk, whose work agrees.</summary>
    private void ShrinkTo(ChunkLease lease, long end)
    {
        Shrink(lease, end);
        On(new DeskEvent.ShrinkDecided(1, end));
    }

    private ChunkLease Assign()
    {
        var start = _assigned++ * 10;
        var lease = new ChunkLease(
            LeaseToken.New(1), new JobId(Guid.Empty), 1, new DatasetId(Guid.Empty), 1000, new ByteRange(start, start + 10), 1, CountOptions.Exact);
        On(new DeskEvent.Assigned(lease));
        return lease;
    }
}
