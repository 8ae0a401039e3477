using System.Diagnostics;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Ledger;
using CsCheck;
using Xunit;

namespace Byob.Web.Tests.Ledger;

public sealed class JobLedgerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly WorkerId Ann = WorkerId.New();
    private static readonly WorkerId Bob = WorkerId.New();
    private static readonly WorkerId Cid = WorkerId.New();
    private const string Sha = "5a";
    private const string Other = "07";

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

        _ledger.Complete(second, Sha, wantCheck: false);
        Assert.False(_ledger.Finished);
        _ledger.Complete(first, Sha, wantCheck: false);

        Assert.True(_ledger.Finished);
        Assert.All(_ledger.Ranges, entry => Assert.Equal(RangeState.Done, entry.State));
        Assert.Equal(LeaseEnd.Accepted, _ledger.EndOf(first.Token)?.End);
    }

    [Fact]
    public void Complete_Twice_Throws()
    {
        var lease = Grant(0, 40, Ann);
        _ledger.Complete(lease, Sha, wantCheck: false);

        Assert.Throws<UnreachableException>(() => _ledger.Complete(lease, Sha, wantCheck: false));
    }

    [Fact]
    public void Abandon_AFailure_FreesTheBytesAndRemembersWho()
    {
        var lease = Grant(20, 40, Ann);
        lease.Report(new LeaseProgress(lease.Token, LeaseStage.Counting, 20, 15), Now);

        _ledger.Abandon(lease, LeaseEnd.Failed, "disk");
        var retry = Grant(20, 40, Bob);

        Assert.Equal(2, retry.Attempt);
        Assert.Equal([new ChunkFault(Ann, "disk")], _ledger.Find(20)!.Faults);
        Assert.Equal(15, _ledger.DiscardedBytes);
        Assert.Equal(LeaseEnd.Failed, _ledger.EndOf(lease.Token)?.End);
    }

    [Theory]
    [InlineData(LeaseEnd.Lost)]
    [InlineData(LeaseEnd.GivenBack)]
    [InlineData(LeaseEnd.Revoked)]
    public void Abandon_NobodysFault_BlamesNobody(LeaseEnd end)
    {
        _ledger.Abandon(Grant(20, 40, Ann), end, "");

        var retry = Grant(20, 40, Bob);

        Assert.Equal(2, retry.Attempt);
        Assert.Empty(_ledger.Find(20)!.Faults);
    }

    [Fact]
    public void Restore_JournalledRanges_AreDoneAndCannotBeGranted()
    {
        Restore(30, 60);

        Assert.Equal((70, 0, 30), (_ledger.FreeBytes, _ledger.LeasedBytes, _ledger.DoneBytes));
        Assert.Throws<UnreachableException>(() => Grant(50, 70, Ann));
        Assert.Throws<UnreachableException>(() => Restore(50, 70));
    }

    [Fact]
    public void Undo_DoneBytes_MakesThemFreeAgain()
    {
        _ledger.Complete(Grant(0, 40, Ann), Sha, wantCheck: false);
        _ledger.Complete(Grant(40, 60, Ann), Sha, wantCheck: false);
        _ledger.Complete(Grant(60, 100, Ann), Sha, wantCheck: false);

        _ledger.Undo(new ByteRange(40, 60));

        Assert.False(_ledger.Finished);
        Assert.Equal((20, 80), (_ledger.FreeBytes, _ledger.DoneBytes));
        Assert.Equal(2, Grant(40, 60, Bob).Attempt);
        Assert.Throws<UnreachableException>(() => _ledger.Undo(new ByteRange(0, 30)));
    }

    [Fact]
    public void Report_Nonsense_IsCutToTheRange()
    {
        var lease = Grant(0, 40, Ann);

        lease.Report(new LeaseProgress(lease.Token, LeaseStage.Counting, long.MaxValue, -5), Now);

        Assert.Equal((40, 0), (lease.BytesRead, lease.BytesCounted));
    }

    [Fact]
    public void Shrink_RunningLease_FreesTheRestAsIfItHadNeverBeenTried()
    {
        var lease = Grant(20, 60, Ann);

        _ledger.Shrink(lease, 30);

        Assert.Equal((90, 10, 0), (_ledger.FreeBytes, _ledger.LeasedBytes, _ledger.DoneBytes));
        Assert.Equal(new ByteRange(20, 30), lease.Range);
        // The rest is one with what lies behind it.
        Assert.Equal(new ByteRange(30, 100), _ledger.Find(45)!.Range);
        Assert.Equal(1, Grant(30, 60, Bob).Attempt);
        _ledger.Complete(lease, Sha, wantCheck: false);
        Assert.Equal(10, _ledger.DoneBytes);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(70)]
    public void Shrink_ToNothingOrBeyond_Throws(long end)
    {
        var lease = Grant(20, 60, Ann);

        Assert.Throws<UnreachableException>(() => _ledger.Shrink(lease, end));
    }

    [Fact]
    public void Complete_SpeculativeAttempt_NamesItsRivalsAndCountsOnce()
    {
        var slow = Grant(0, 100, Ann);
        var fast = _ledger.GrantBeside(LeaseToken.New(1), Bob, _ledger.Find(0)!, Now);

        var completion = _ledger.Complete(fast, Sha, wantCheck: false);
        _ledger.Abandon(slow, LeaseEnd.Superseded, "late");

        Assert.Equal((LeaseKind.Speculative, 2), (fast.Kind, fast.Attempt));
        Assert.Equal([slow], completion.Rivals);
        Assert.Equal((0, 0, 100), (_ledger.FreeBytes, _ledger.LeasedBytes, _ledger.DoneBytes));
        Assert.True(_ledger.Finished);
        Assert.Equal(Bob, _ledger.Find(0)!.Accepted!.Worker);
    }

    [Fact]
    public void Abandon_OneOfTwoAttempts_LeavesTheBytesWithTheOther()
    {
        var slow = Grant(0, 100, Ann);
        var fast = _ledger.GrantBeside(LeaseToken.New(1), Bob, _ledger.Find(0)!, Now);

        _ledger.Abandon(slow, LeaseEnd.Lost, "silent");

        Assert.Equal((0, 100), (_ledger.FreeBytes, _ledger.LeasedBytes));
        Assert.Equal([fast], _ledger.Find(0)!.Leases);
    }

    [Fact]
    public void GrantBeside_WhoHoldsItAlready_Throws()
    {
        Grant(0, 100, Ann);

        Assert.Throws<UnreachableException>(() => _ledger.GrantBeside(LeaseToken.New(1), Ann, _ledger.Find(0)!, Now));
    }

    [Fact]
    public void Complete_CheckThatAgrees_VerifiesAndOnlyThenFinishes()
    {
        _ledger.Complete(Grant(0, 100, Ann), Sha, wantCheck: true);
        Assert.False(_ledger.Finished);
        Assert.Equal((100, 0), (_ledger.ToCheckBytes, _ledger.VerifiedBytes));

        var completion = _ledger.Complete(Check(0, Bob), Sha, wantCheck: false);

        Assert.Equal((LeaseEnd.Confirmed, true), (completion.End, completion.Verified));
        Assert.Null(completion.Accepted);
        Assert.Empty(completion.Odd);
        Assert.Equal((0, 100, 100), (_ledger.ToCheckBytes, _ledger.VerifiedBytes, _ledger.CheckedBytes));
        Assert.True(_ledger.Finished);
    }

    [Fact]
    public void Complete_ThirdCountAgreesWithTheFirst_TheSecondIsOdd()
    {
        _ledger.Complete(Grant(0, 100, Ann), Sha, wantCheck: true);
        var disagreed = _ledger.Complete(Check(0, Bob), Other, wantCheck: false);
        Assert.Equal((LeaseEnd.Disagreed, false), (disagreed.End, disagreed.Verified));
        Assert.True(_ledger.Find(0)!.Disputed);

        var third = _ledger.Complete(Check(0, Cid), Sha, wantCheck: false);

        Assert.Equal([Bob], third.Odd);
        Assert.Null(third.Accepted);
        Assert.Equal(Ann, _ledger.Find(0)!.Accepted!.Worker);
        Assert.True(_ledger.Finished);
    }

    [Fact]
    public void Complete_ThirdCountAgreesWithTheSecond_TheSecondStandsFromNowOn()
    {
        _ledger.Complete(Grant(0, 100, Ann), Sha, wantCheck: true);
        _ledger.Complete(Check(0, Bob), Other, wantCheck: false);

        var third = _ledger.Complete(Check(0, Cid), Other, wantCheck: false);

        Assert.Equal([Ann], third.Odd);
        Assert.Equal(Bob, third.Accepted!.Worker);
        Assert.True(_ledger.Finished);
    }

    [Fact]
    public void Disown_AWorker_FreesItsUnverifiedCountsAlone()
    {
        _ledger.Complete(Grant(0, 20, Ann), Sha, wantCheck: true);
        _ledger.Complete(Check(0, Bob), Sha, wantCheck: false);
        _ledger.Complete(Grant(20, 40, Ann), Sha, wantCheck: true);
        _ledger.Complete(Grant(40, 60, Ann), Sha, wantCheck: false);
        _ledger.Complete(Grant(60, 100, Bob), Sha, wantCheck: false);
        var check = Check(20, Bob);

        var undone = _ledger.Disown(Ann);

        Assert.Equal([new ByteRange(20, 40), new ByteRange(40, 60)], undone.Select(entry => entry.Range));
        Assert.Equal([check], undone[0].Checks);
        Assert.Equal(LeaseEnd.Revoked, _ledger.EndOf(check.Token)?.End);
        Assert.Equal((40, 0, 60, 0), (_ledger.FreeBytes, _ledger.LeasedBytes, _ledger.DoneBytes, _ledger.ToCheckBytes));
        Assert.Empty(_ledger.Unchecked);
    }

    [Fact]
    public void Abandon_AStolenChunk_IsNoAttempt()
    {
        _ledger.Abandon(Grant(0, 40, Ann), LeaseEnd.Stolen, "");

        Assert.Equal(1, Grant(0, 40, Bob).Attempt);
        Assert.Equal(0, _ledger.DiscardedBytes);
    }

    [Fact]
    public void Abandon_LostAgainAndAgain_IsRememberedUntilForgiven()
    {
        _ledger.Abandon(Grant(0, 40, Ann), LeaseEnd.Lost, "silent");
        _ledger.Abandon(Grant(0, 40, Bob), LeaseEnd.Lost, "silent");
        Assert.Equal(2, _ledger.Find(0)!.Losses);

        _ledger.Forgive();

        Assert.Equal(0, _ledger.Find(0)!.Losses);
    }

    [Fact]
    public void Ranges_AfterAnyStep_AreTheWholeDataset() =>
        Gen.Select(Gen.Int[0, 5], Gen.Long[0, 999], Gen.Long[1, 200], Gen.Bool).List[1, 120].Sample(steps =>
        {
            var ledger = new JobLedger(JobId.New(), 1000);
            foreach (var (what, start, length, check) in steps)
                Step(ledger, what, new ByteRange(start, Math.Min(1000, start + length)), check);

            long end = 0, free = 0, leased = 0, done = 0, verified = 0, wanted = 0;
            foreach (var entry in ledger.Ranges)
            {
                Assert.Equal(end, entry.Range.Start);
                Assert.False(entry.Range.IsEmpty);
                end = entry.Range.End;
                free += entry.State == RangeState.Free ? entry.Range.Length : 0;
                leased += entry.State == RangeState.Leased ? entry.Range.Length : 0;
                done += entry.State == RangeState.Done ? entry.Range.Length : 0;
                verified += entry.Check == CheckState.Verified ? entry.Range.Length : 0;
                wanted += entry.Check == CheckState.Wanted ? entry.Range.Length : 0;
                Assert.Equal(entry.State == RangeState.Leased, entry.State != RangeState.Done && entry.Leases.Count > 0);
                Assert.All(entry.Leases, lease => Assert.Equal(entry.Range, lease.Range));
            }

            Assert.Equal(1000, end);
            Assert.Equal((free, leased, done, verified, wanted), (ledger.FreeBytes, ledger.LeasedBytes, ledger.DoneBytes, ledger.VerifiedBytes, ledger.ToCheckBytes));
            Assert.Equal(ledger.Ranges.Where(entry => entry.State == RangeState.Free), ledger.Free);
            Assert.Equal(ledger.Ranges.Where(entry => entry.Check == CheckState.Wanted && entry.Leases.Count == 0), ledger.Unchecked);
            Assert.Equal(ledger.Ranges.Sum(entry => entry.Leases.Count), ledger.Leases.Count);
        });

    private static void Step(JobLedger ledger, int what, ByteRange range, bool check)
    {
        var worker = new[] { Ann, Bob, Cid }[range.Start % 3];
        var entry = ledger.Find(range.Start)!;
        var lease = entry.Leases is [var first, ..] ? first : null;
        switch (what)
        {
            case 0 or 1 when ledger.IsFree(range):
                ledger.Grant(LeaseToken.New(1), worker, range, Now);
                break;
            case 2 when lease is not null:
                foreach (var rival in ledger.Complete(lease, check ? Sha : Other, check).Rivals)
                    ledger.Abandon(rival, LeaseEnd.Superseded, "late");
                break;
            case 3 when lease is not null:
                ledger.Abandon(lease, check ? LeaseEnd.Failed : LeaseEnd.Lost, "gone");
                break;
            case 4 when !entry.KnownTo(worker) && (entry.State == RangeState.Leased || entry.Check == CheckState.Wanted):
                ledger.GrantBeside(LeaseToken.New(1), worker, entry, Now);
                break;
            case 4 when entry.State == RangeState.Leased && entry.Leases.Count == 1 && range.Start > entry.Range.Start:
                ledger.Shrink(lease!, range.Start);
                break;
            case 5 when entry.State == RangeState.Done && check:
                ledger.Undo(entry.Range);
                break;
            case 5 when range.Start % 7 == 0:
                ledger.Disown(worker);
                break;
        }
    }

    private void Restore(long start, long end) => _ledger.Restore(new ByteRange(start, end), new Tally(default, Ann, 1, Sha), CheckState.None);

    private Lease Check(long position, WorkerId worker) => _ledger.GrantBeside(LeaseToken.New(1), worker, _ledger.Find(position)!, Now);

    private Lease Grant(long start, long end, WorkerId worker) => _ledger.Grant(LeaseToken.New(1), worker, new ByteRange(start, end), Now);
}
