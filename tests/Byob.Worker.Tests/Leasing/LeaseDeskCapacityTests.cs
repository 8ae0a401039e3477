using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Hubs;
using Byob.Worker.Leasing;

namespace Byob.Worker.Tests.Leasing;

/// <summary>What the desk makes of an owner who changes how much the worker takes.</summary>
public sealed class LeaseDeskCapacityTests
{
    private static readonly WorkerCapacity s_nothing = new(0, 0);

    private readonly LeaseDesk _desk = new(new WorkerCapacity(Slots: 2, Prefetch: 2));
    private int _assigned;

    public LeaseDeskCapacityTests() => On(new DeskEvent.Joined(1, [], []));

    [Fact]
    public void Capacity_Nothing_GivesBackWhatIsNotBegunAndCountsOn()
    {
        var leases = Enumerable.Range(0, 5).Select(_ => Assign()).ToList();

        var actions = On(new DeskEvent.CapacityChanged(s_nothing, "On battery."));

        Assert.Equal(
            new HashSet<LeaseFailure>(leases.Skip(2).Select(lease => new LeaseFailure(lease.Token, LeaseFailureKind.GivenBack, "On battery."))),
            actions.OfType<DeskAction.TellFailure>().Select(tell => tell.Failure).ToHashSet());
        Assert.Equal([HeldStage.Counting, HeldStage.Counting], _desk.Held.Take(2).Select(chunk => chunk.Stage));
        for (var key = 3; key <= 5; key++)
            On(new DeskEvent.FailureTold(key));
        Assert.Equal([new DeskAction.SendPartial(1, leases[0].Token, 1)], On(new DeskEvent.Counted(1)));
    }

    [Fact]
    public void Assigned_CapacityNothing_GoesBackWithTheReason()
    {
        On(new DeskEvent.CapacityChanged(s_nothing, "On battery."));
        var lease = Lease();

        var actions = On(new DeskEvent.Assigned(lease));

        Assert.Equal(new LeaseFailure(lease.Token, LeaseFailureKind.GivenBack, "On battery."), Assert.Single(actions.OfType<DeskAction.TellFailure>()).Failure);
        Assert.Empty(actions.OfType<DeskAction.StartReading>());
    }

    [Fact]
    public void Capacity_Less_GivesBackTheLatestBeyondTheCredit()
    {
        var leases = Enumerable.Range(0, 4).Select(_ => Assign()).ToList();

        var actions = On(new DeskEvent.CapacityChanged(new WorkerCapacity(2, 1), "Less."));

        Assert.Equal(leases[3].Token, Assert.Single(actions.OfType<DeskAction.TellFailure>()).Failure.Token);
    }

    [Fact]
    public void Capacity_FewerSlots_CountsNoNewChunkUntilEnoughHaveEnded()
    {
        for (var i = 0; i < 3; i++)
            Assign();
        On(new DeskEvent.CapacityChanged(new WorkerCapacity(1, 2), "Less."));

        Assert.Empty(On(new DeskEvent.Counted(1)).OfType<DeskAction.StartCounting>());
        Assert.Equal(3, Assert.Single(On(new DeskEvent.Counted(2)).OfType<DeskAction.StartCounting>()).Key);
    }

    [Fact]
    public void Capacity_More_BeginsAtOnce()
    {
        for (var i = 0; i < 5; i++)
            Assign();

        Assert.Equal(
            [new DeskAction.StartCounting(3), new DeskAction.StartCounting(4)],
            On(new DeskEvent.CapacityChanged(new WorkerCapacity(4, 1), "More.")).OfType<DeskAction.StartCounting>());
    }

    [Fact]
    public void Capacity_SomethingAfterNothing_TakesAgain()
    {
        On(new DeskEvent.CapacityChanged(s_nothing, "On battery."));
        On(new DeskEvent.CapacityChanged(new WorkerCapacity(1, 0), "On mains."));

        Assert.Single(On(new DeskEvent.Assigned(Lease())).OfType<DeskAction.StartCounting>());
    }

    private IReadOnlyList<DeskAction> On(DeskEvent happened) => _desk.On(happened);

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
