using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Ledger;
using Xunit;

namespace Byob.Web.Tests.Ledger;

public sealed class PartySchedulerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private const string Sha = "5a";
    private static readonly JobTerms Terms = new(Guid.CreateVersion7());
    private readonly bool _drawn = true;
    private readonly GridAligner _aligner = new();
    private readonly PartyScheduler _scheduler;
    private readonly JobId _job = JobId.New();

    public PartySchedulerTests()
    {
        _scheduler = new PartyScheduler(7, new SchedulerOptions { SmallestChunkBytes = 100, LargestChunkBytes = 100 }, _aligner, _ => _drawn);
    }

    [Fact]
    public void Assign_ReadyWorker_GetsItsCreditInChunksCutBetweenWords()
    {
        AddJob(1000);
        var ann = Join(slots: 2, prefetch: 1);

        var granted = Assign();

        Assert.Equal(3, granted.Count);
        Assert.All(granted, lease => Assert.Equal(ann, lease.Worker));
        // A wanted cut at 100 moves to the next "word end" of the test's grid.
        Assert.Equal([new ByteRange(0, 105), new ByteRange(105, 210), new ByteRange(210, 315)], granted.Select(lease => lease.Range));
    }

    [Fact]
    public void Assign_WorkerThatHasNotSaidItListens_GetsNothing()
    {
        AddJob(1000);
        _scheduler.JoinWorker(WorkerId.New(), new WorkerCapacity(2, 0), 0, [], Now);

        Assert.Empty(Assign());
    }

    [Fact]
    public void Assign_TwoWorkers_SharesEvenly()
    {
        AddJob(400);
        var ann = Join(slots: 4);
        var bob = Join(slots: 4);

        var granted = Assign();

        Assert.Equal(2, granted.Count(lease => lease.Worker == ann));
        Assert.Equal(2, granted.Count(lease => lease.Worker == bob));
    }

    [Fact]
    public void Assign_FirstJobHasNothingFree_TheNextOneIsServed()
    {
        AddJob(80);
        var second = JobId.New();
        _scheduler.AddJob(new JobLedger(second, 80), Terms, runnable: true);
        Join(slots: 2);

        Assert.Equal([_job, second], Assign().Select(lease => lease.Job));
    }

    [Fact]
    public void Settle_LiveLease_FinishesTheJobOnce()
    {
        AddJob(80);
        var ann = Join(slots: 1);
        var lease = Assign().Single();

        Assert.Equal(SubmissionOutcome.Accepted, _scheduler.Settle(ann, lease.Token, Sha, Now).Outcome);
        Assert.Equal(SubmissionOutcome.Duplicate, _scheduler.Settle(ann, lease.Token, Sha, Now).Outcome);

        Assert.Single(_scheduler.TakeEffects().OfType<JobCounted>());
    }

    [Fact]
    public void Settle_TokensThatDoNotCount_AreNamed()
    {
        AddJob(300);
        var ann = Join(slots: 1);
        var bob = Join(slots: 1);
        var granted = Assign();
        var anns = granted.Single(lease => lease.Worker == ann);
        var bobs = granted.Single(lease => lease.Worker == bob);

        Assert.Equal(SubmissionOutcome.Foreign, _scheduler.Settle(bob, anns.Token, Sha, Now).Outcome);
        Assert.Equal(SubmissionOutcome.Stale, _scheduler.Settle(ann, anns.Token with { Term = 6 }, Sha, Now).Outcome);
        _scheduler.RemoveWorker(bob, LeaseEnd.Lost, "silent", Now);
        Assert.Equal(SubmissionOutcome.Stale, _scheduler.Settle(bob, bobs.Token, Sha, Now).Outcome);
        _scheduler.RemoveJob(_job, "cancelled", Now);
        Assert.Equal(SubmissionOutcome.JobOver, _scheduler.Settle(ann, anns.Token, Sha, Now).Outcome);
    }

    [Fact]
    public void RemoveWorker_WithLeases_TheirBytesGoToTheOther()
    {
        AddJob(80);
        var ann = Join(slots: 1);
        var lost = Assign().Single();
        var bob = Join(slots: 1);

        _scheduler.RemoveWorker(ann, LeaseEnd.Lost, "silent", Now);
        var retry = Assign().Single();

        Assert.Equal((bob, lost.Range, 2), (retry.Worker, retry.Range, retry.Attempt));
    }

    [Fact]
    public void WorkerAway_KeepsItsLeasesAndGetsNoMore()
    {
        AddJob(1000);
        var ann = Join(slots: 2);
        var first = Assign()[0];
        _scheduler.WorkerAway(ann);
        _scheduler.Settle(ann, first.Token, Sha, Now);

        Assert.Empty(Assign());
        Assert.NotNull(_scheduler.FindWorker(ann));
        Assert.Single(_scheduler.FindWorker(ann)!.Leases);
    }

    [Fact]
    public void JoinWorker_ComingBackWithALiveLease_KeepsItUnderItsToken()
    {
        AddJob(1000);
        var ann = Join(slots: 2);
        var granted = Assign();

        var verdicts = _scheduler.JoinWorker(ann, new WorkerCapacity(2, 0), 0, [Held(granted[0])], Now);

        Assert.Equal(granted[0].Token, Assert.Single(verdicts).Renewed);
        // The one that it did not bring back is free again.
        Assert.Null(_scheduler.FindLease(granted[1].Token));
        Assert.Equal(granted[0].Token, Assert.Single(_scheduler.FindWorker(ann)!.Leases).Token);
    }

    [Fact]
    public void JoinWorker_WithALeaseOfAnEarlierTerm_AdoptsItWhenItsBytesAreFree()
    {
        AddJob(1000);
        var ann = WorkerId.New();
        var held = new HeldLease(LeaseToken.New(6), _job, new ByteRange(105, 210), Counted: true);

        var renewed = Assert.Single(_scheduler.JoinWorker(ann, new WorkerCapacity(1, 0), 0, [held], Now)).Renewed;

        Assert.NotNull(renewed);
        Assert.Equal(7, renewed.Value.Term);
        Assert.Equal(SubmissionOutcome.Accepted, _scheduler.Settle(ann, renewed.Value, Sha, Now).Outcome);
        Assert.Equal(105, _scheduler.FindJob(_job)!.Ledger.DoneBytes);
    }

    [Theory]
    [InlineData(100, 210)]
    [InlineData(105, 209)]
    [InlineData(-105, 105)]
    [InlineData(945, 1050)]
    [InlineData(210, 210)]
    public void JoinWorker_WithARangeThatNoMasterCut_IsTurnedDown(long start, long end)
    {
        AddJob(1000);
        var held = new HeldLease(LeaseToken.New(6), _job, new ByteRange(start, end), Counted: true);

        var verdict = Assert.Single(_scheduler.JoinWorker(WorkerId.New(), new WorkerCapacity(1, 0), 0, [held], Now));

        Assert.Null(verdict.Renewed);
        Assert.NotNull(verdict.Reason);
        Assert.Equal(1000, _scheduler.FindJob(_job)!.Ledger.FreeBytes);
    }

    [Fact]
    public void Fail_OnOneWorker_GoesToAnother()
    {
        AddJob(80);
        var ann = Join(slots: 1);
        var first = Assign().Single();
        var bob = Join(slots: 1);

        _scheduler.Fail(ann, first.Token, LeaseEnd.Failed, "no disk", Now);

        Assert.Equal(bob, Assign().Single().Worker);
    }

    [Fact]
    public void Fail_TooOften_ParksTheJobWithTheReason()
    {
        AddJob(80);
        var ann = Join(slots: 1);
        for (var attempt = 1; attempt <= 3; attempt++)
            _scheduler.Fail(ann, Assign().Single().Token, LeaseEnd.Failed, "a word is too long", Now);

        var parked = Assert.Single(_scheduler.TakeEffects().OfType<JobParked>());
        Assert.Contains("failed 3 times on one worker, last with: a word is too long", parked.Reason, StringComparison.Ordinal);
        Assert.Empty(Assign());

        _scheduler.ResumeJob(_job);
        Assert.Equal(4, Assign().Single().Attempt);
    }

    [Fact]
    public void Fail_OnOneWorkerWhileAnotherIsThere_BlamesTheWorkerAndNotTheBytes()
    {
        AddJob(80);
        var ann = Join(slots: 1);
        var lease = Assign().Single();
        var bob = Join(slots: 1);
        _scheduler.WorkerAway(bob);

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            _scheduler.Fail(ann, lease.Token, LeaseEnd.Failed, "no memory", Now);
            lease = Assign().SingleOrDefault() ?? lease;
        }

        var effects = _scheduler.TakeEffects();
        Assert.Empty(effects.OfType<JobParked>());
        _scheduler.WorkerReady(bob);
        Assert.Equal(bob, Assign().Single().Worker);
        Assert.NotNull(_scheduler.ReputationOf(ann)!.SetAside);
    }

    [Fact]
    public void ChangeCapacity_ToLess_FreesWhatWaitsAtOnce()
    {
        AddJob(3000);
        var ann = Join(slots: 1, prefetch: 2);
        var leases = Assign();
        var bob = Join(slots: 2);

        _scheduler.ChangeCapacity(ann, new WorkerCapacity(1, 0), "Its owner is back.", Now);

        var effects = AssignAll();
        Assert.Equal([leases[1].Token, leases[2].Token], effects.OfType<LeaseRevoked>().Select(revoked => revoked.Token));
        Assert.Equal([bob, bob], effects.OfType<LeaseGranted>().Select(granted => granted.Lease.Worker));
        Assert.Equal(leases[1].Range.Start, effects.OfType<LeaseGranted>().First().Lease.Range.Start);
        Assert.NotNull(_scheduler.FindLease(leases[0].Token));
    }

    [Fact]
    public void Fail_InARow_SetsTheWorkerAsideUntilSomebodyTakesItBack()
    {
        AddJob(10_000);
        var ann = Join(slots: 1);
        for (var chunk = 0; chunk < 5; chunk++)
        {
            var lease = Assign().Single();
            _scheduler.Fail(ann, lease.Token, LeaseEnd.Failed, "disk", Now);
            // Another worker counts what failed, so that the chunk does not park the job.
            var bob = Join(slots: 1);
            foreach (var taken in Assign().Where(taken => taken.Worker == bob))
                _scheduler.Settle(bob, taken.Token, Sha, Now);
            _scheduler.RemoveWorker(bob, LeaseEnd.GivenBack, "bye", Now);
            foreach (var held in _scheduler.FindWorker(ann)!.Leases.ToList())
                _scheduler.Fail(ann, held.Token, LeaseEnd.GivenBack, "for the test", Now);
        }

        Assert.Contains("5 failed chunks in a row", _scheduler.ReputationOf(ann)!.SetAside, StringComparison.Ordinal);
        Assert.Empty(Assign());

        _scheduler.JoinWorker(ann, new WorkerCapacity(1, 0), 0, [], Now);
        _scheduler.WorkerReady(ann);
        Assert.Empty(Assign());

        Assert.True(_scheduler.TakeBack(ann));
        Assert.Single(Assign());
    }

    [Fact]
    public void PauseJob_RevokesItsLeases_AndResumeGoesOn()
    {
        AddJob(1000);
        var ann = Join(slots: 2);
        var granted = Assign();
        _scheduler.Settle(ann, granted[0].Token, Sha, Now);
        _scheduler.TakeEffects();

        _scheduler.PauseJob(_job, "paused", Now);

        Assert.Equal(granted[1].Token, Assert.Single(_scheduler.TakeEffects().OfType<LeaseRevoked>()).Token);
        Assert.Empty(Assign());
        _scheduler.ResumeJob(_job);
        Assert.Equal(2, Assign().Count);
        Assert.Equal(105, _scheduler.FindJob(_job)!.Ledger.DoneBytes);
    }

    [Fact]
    public void Assign_DatasetThatCannotBeRead_ParksTheJobAndServesTheNext()
    {
        AddJob(1000);
        var second = JobId.New();
        _scheduler.AddJob(new JobLedger(second, 80), Terms, runnable: true);
        Join(slots: 1);
        _aligner.Broken = _job;

        var effects = AssignAll();

        Assert.Equal("gone", Assert.Single(effects.OfType<JobParked>()).Reason);
        Assert.Equal(second, Assert.Single(effects.OfType<LeaseGranted>()).Lease.Job);
    }

    [Fact]
    public void AddJob_WhoseEveryByteWasRestored_IsCountedAtOnce()
    {
        var ledger = new JobLedger(_job, 50);
        ledger.Restore(new ByteRange(0, 50), new Tally(default, WorkerId.New(), 1, Sha), CheckState.None);

        _scheduler.AddJob(ledger, Terms, runnable: true);

        Assert.Equal(_job, Assert.Single(_scheduler.TakeEffects().OfType<JobCounted>()).Job);
    }

    private static HeldLease Held(Lease lease) => new(lease.Token, lease.Job, lease.Range, Counted: false);

    private void AddJob(long length) => _scheduler.AddJob(new JobLedger(_job, length), Terms, runnable: true);

    private WorkerId Join(int slots, int prefetch = 0)
    {
        var id = WorkerId.New();
        _scheduler.JoinWorker(id, new WorkerCapacity(slots, prefetch), 0, [], Now);
        _scheduler.WorkerReady(id);
        return id;
    }

    private List<Lease> Assign() => [.. AssignAll().OfType<LeaseGranted>().Select(effect => effect.Lease)];

    private IReadOnlyList<SchedulerEffect> AssignAll()
    {
        var before = _scheduler.TakeEffects().Where(effect => effect is not LeaseGranted).ToList();
        _scheduler.Assign(Now);
        return [.. before, .. _scheduler.TakeEffects()];
    }

    /// <summary>Words end at every multiple of 15.</summary>
    private sealed class GridAligner : ICutAligner
    {
        public JobId Broken { get; set; }

        public Cut Align(JobId job, long wanted) => job == Broken ? new Cut(wanted, "gone") : new Cut((wanted + 14) / 15 * 15);
    }
}
