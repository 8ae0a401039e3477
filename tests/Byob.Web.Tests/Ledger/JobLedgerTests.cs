using System.Diagnostics;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Ledger;
using Xunit;

namespace Byob.Web.Tests.Ledger;

public sealed class JobLedgerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly WorkerId Ann = WorkerId.New();
    private static readonly WorkerId Bob = WorkerId.New();

    private readonly JobLedger _ledger = new(JobId.New(), 100);

    [Fact]
    public void Grant_FreeBytes_MovesThemToLeased()
    {
        var lease = Grant(10, 30, Ann);

        Assert.Equal((80, 20, 0), (_ledger.FreeBytes, _ledger.LeasedBytes, _ledger.DoneBytes));
        Assert.Equal(1, lease.Attempt);
        Assert.False(_ledger.IsFree(new ByteRange(0, 11)));
        Assert.True(_ledger.IsFree(new ByteRange(0, 10)));
        Assert.True(_ledger.IsFree(new ByteRange(30, 100)));
    }

    [Fact]
    public void Grant_LeasedBytes_Throws()
    {
        Grant(10, 30, Ann);

        var fault = Assert.Throws<UnreachableException>(() => Grant(29, 40, Bob));

        Assert.Contains("[29, 40) is not free", fault.Message, StringComparison.Ordinal);
        Assert.Equal((80, 20, 0), (_ledger.FreeBytes, _ledger.LeasedBytes, _ledger.DoneBytes));
    }

    [Fact]
    public void Complete_EveryByte_Finishes()
    {
        var first = Grant(0, 40, Ann);
        var second = Grant(40, 100, Bob);

        _ledger.Complete(second);
        Assert.False(_ledger.Finished);
        _ledger.Complete(first);

        Assert.True(_ledger.Finished);
        Assert.Equal([new ByteRange(0, 100)], _ledger.Done);
        Assert.Equal(LeaseEnd.Accepted, _ledger.EndOf(first.Token));
    }

    [Fact]
    public void Complete_Twice_Throws()
    {
        var lease = Grant(0, 40, Ann);
        _ledger.Complete(lease);

        Assert.Throws<UnreachableException>(() => _ledger.Complete(lease));
    }

    [Fact]
    public void Abandon_AFailure_FreesTheBytesAndRemembersWho()
    {
        var lease = Grant(20, 40, Ann);
        lease.Report(new LeaseProgress(lease.Token, LeaseStage.Counting, 20, 15));

        _ledger.Abandon(lease, LeaseEnd.Failed);
        var retry = Grant(20, 40, Bob);

        Assert.Equal(2, retry.Attempt);
        Assert.Equal([Ann], retry.FailedBy);
        Assert.Equal(15, _ledger.DiscardedBytes);
        Assert.Equal(LeaseEnd.Failed, _ledger.EndOf(lease.Token));
    }

    [Theory]
    [InlineData(LeaseEnd.Lost)]
    [InlineData(LeaseEnd.GivenBack)]
    [InlineData(LeaseEnd.Revoked)]
    public void Abandon_NobodysFault_BlamesNobody(LeaseEnd end)
    {
        _ledger.Abandon(Grant(20, 40, Ann), end);

        var retry = Grant(20, 40, Bob);

        Assert.Equal(2, retry.Attempt);
        Assert.Empty(retry.FailedBy);
    }

    [Fact]
    public void Restore_JournalledRanges_AreDoneAndCannotBeGranted()
    {
        _ledger.Restore(new ByteRange(30, 60));

        Assert.Equal((70, 0, 30), (_ledger.FreeBytes, _ledger.LeasedBytes, _ledger.DoneBytes));
        Assert.Throws<UnreachableException>(() => Grant(50, 70, Ann));
        Assert.Throws<UnreachableException>(() => _ledger.Restore(new ByteRange(50, 70)));
    }

    [Fact]
    public void Undo_DoneBytes_MakesThemFreeAgain()
    {
        _ledger.Complete(Grant(0, 100, Ann));

        _ledger.Undo(new ByteRange(40, 60));

        Assert.False(_ledger.Finished);
        Assert.Equal((20, 80), (_ledger.FreeBytes, _ledger.DoneBytes));
        Assert.Equal(2, Grant(40, 60, Bob).Attempt);
    }

    [Fact]
    public void Report_Nonsense_IsCutToTheRange()
    {
        var lease = Grant(0, 40, Ann);

        lease.Report(new LeaseProgress(lease.Token, LeaseStage.Counting, long.MaxValue, -5));

        Assert.Equal((40, 0), (lease.BytesRead, lease.BytesCounted));
    }

    private Lease Grant(long start, long end, WorkerId worker) => _ledger.Grant(LeaseToken.New(1), worker, new ByteRange(start, end), Now);
}
