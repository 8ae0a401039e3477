using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Web.Ledger;

/// <summary>
/// Decides who counts what: the queue of jobs, the workers, and the ledgers between them. Pure: events come in as calls, what is to be
/// done goes out through <see cref="TakeEffects"/>; time, chance and the place of word ends are handed in. One caller at a time.
/// </summary>
public sealed class PartyScheduler
{
    private readonly SchedulerOptions _options;
    private readonly ICutAligner _aligner;
    private readonly Func<int, bool> _draw;
    private readonly JobQueue _queue;
    private readonly WorkerPool _pool;
    private readonly Carver _carver;
    private readonly Rebalancer _rebalancer;
    private readonly Dictionary<LeaseToken, JobId> _jobOfToken = [];
    private List<SchedulerEffect> _effects = [];

    /// <summary>Something happened since idle workers last found nothing to do.</summary>
    private bool _changed = true;

    private DateTimeOffset _rebalancedAt;

    /// <param name="draw">True in so many cases of a hundred, in a way that nobody outside can foresee: it chooses the chunks of a spot check.</param>
    public PartyScheduler(long term, SchedulerOptions options, ICutAligner aligner, Func<int, bool> draw)
    {
        Term = term;
        _options = options;
        _aligner = aligner;
        _draw = draw;
        _queue = new JobQueue(options);
        _pool = new WorkerPool();
        _carver = new Carver(options, aligner, _pool);
        _rebalancer = new Rebalancer(options, lease => _pool.Find(lease.Worker)!);
    }

    /// <summary>Idle workers look for work with others no more often than this.</summary>
    private static TimeSpan RebalancePause { get; } = TimeSpan.FromMilliseconds(20);

    public long Term { get; }

    /// <summary>Unfinished jobs by priority, then as they came.</summary>
    public IReadOnlyList<ScheduledJob> Queue => _queue.Jobs;

    /// <summary>The same jobs in the order in which they would serve the next worker: their submitters' shares count as well.</summary>
    public IEnumerable<ScheduledJob> InTurn => _queue.InTurn();

    public IReadOnlyCollection<ScheduledWorker> Workers => _pool.Workers;

    /// <summary>What all workers that take chunks now count together, in bytes a second, as far as it is known.</summary>
    public double PartyBytesPerSecond => _pool.BytesPerSecond;

    public ScheduledJob? FindJob(JobId job) => _queue.Find(job);

    public ScheduledWorker? FindWorker(WorkerId worker) => _pool.Find(worker);

    /// <summary>What a worker is known for; null when it never joined this master.</summary>
    public Reputation? ReputationOf(WorkerId worker) => _pool.ReputationOf(worker);

    /// <summary>The live lease of a token; null when it has ended or never was.</summary>
    public Lease? FindLease(LeaseToken token) => _jobOfToken.TryGetValue(token, out var job) ? FindJob(job)?.Ledger.Find(token) : null;

    /// <summary>Everything to be done since the last call, in order.</summary>
    public IReadOnlyList<SchedulerEffect> TakeEffects()
    {
        var effects = _effects;
        _effects = [];
        return effects;
    }

    /// <summary>What a worker was known for to an earlier master. Called before it joins.</summary>
    public void RecallReputation(WorkerId worker, ReputationMemory memory) => _pool.KnownAs(worker).Recall(memory);

    /// <summary>Puts a job into the queue; its ledger may hold restored ranges.</summary>
    public void AddJob(JobLedger ledger, JobTerms terms, bool runnable)
    {
        _changed = true;
        _queue.Add(ledger, terms).Runnable = runnable;
        if (runnable)
            TellWhenCounted(ledger);
    }

    public void Reprioritise(JobId job, JobPriority priority)
    {
        _changed = true;
        if (FindJob(job) is { } entry)
            _queue.Reprioritise(entry, priority);
    }

    /// <summary>Holds a job: its leases are revoked, what is done stays done.</summary>
    public void PauseJob(JobId job, string reason, DateTimeOffset now)
    {
        if (FindJob(job) is not { } entry)
            return;
        entry.Runnable = false;
        entry.Started = false;
        RevokeAll(entry, reason, now);
    }

    /// <summary>Lets a held job go on. What went wrong with its chunks before is forgotten: somebody looked at it.</summary>
    public void ResumeJob(JobId job)
    {
        if (FindJob(job) is not { } entry)
            return;
        _changed = true;
        entry.Runnable = true;
        entry.Ledger.Forgive();
        TellWhenCounted(entry.Ledger);
    }

    /// <summary>Takes a job out of the queue, done or cancelled.</summary>
    public void RemoveJob(JobId job, string reason, DateTimeOffset now)
    {
        if (FindJob(job) is not { } entry)
            return;
        RevokeAll(entry, reason, now);
        _queue.Remove(entry);
        foreach (var token in _jobOfToken.Where(pair => pair.Value == job).Select(pair => pair.Key).ToList())
            _jobOfToken.Remove(token);
    }

    /// <summary>Done bytes turned out to be broken: they are to be counted again.</summary>
    public void UndoRange(JobId job, ByteRange range, DateTimeOffset now)
    {
        if (FindJob(job) is { } entry)
            DropChecks(entry, entry.Ledger.Undo(range), now);
    }

    /// <summary>
    /// A worker joined, or came back. Leases that it still holds are renewed, adopted when their bytes are free, or declared lost.
    /// It gets no chunk before <see cref="WorkerReady"/>.
    /// </summary>
    /// <param name="slotBytesPerSecond">What it says that one slot counts; 0 when it does not know.</param>
    /// <param name="memoryBytes">Of its machine; 0 when not known.</param>
    public ImmutableArray<HeldLeaseVerdict> JoinWorker(
        WorkerId id, WorkerCapacity capacity, double slotBytesPerSecond, IReadOnlyList<HeldLease> held, DateTimeOffset now, long memoryBytes = 0)
    {
        _changed = true;
        var worker = _pool.Join(id);
        worker.Capacity = capacity;
        worker.CapacityReason = null;
        worker.MemoryBytes = memoryBytes;
        worker.Ready = false;
        worker.Declare(slotBytesPerSecond);
        worker.Start(now);
        _pool.Update(worker);

        var verdicts = held.Select(lease => Judge(worker, lease, now)).ToImmutableArray();
        var kept = verdicts.Where(verdict => verdict.Renewed is not null).Select(verdict => verdict.Renewed!.Value).ToHashSet();
        foreach (var lease in worker.Leases.Where(lease => !kept.Contains(lease.Token)).ToList())
            End(lease, LeaseEnd.Lost, "The worker came back without it.", now);
        return verdicts;
    }

    /// <summary>The worker listens: chunks may be pushed to it.</summary>
    public void WorkerReady(WorkerId id)
    {
        if (_pool.Find(id) is not { Ready: false } worker)
            return;
        _changed = true;
        worker.Ready = true;
        _pool.Update(worker);
    }

    /// <summary>The connection is gone, but the worker may come back soon: it keeps its leases and gets no more.</summary>
    public void WorkerAway(WorkerId id)
    {
        if (_pool.Find(id) is not { } worker)
            return;
        _changed = true;
        worker.Ready = false;
        _pool.Update(worker);
    }

    /// <summary>The owner's wishes changed: the worker takes so much from now on.</summary>
    public void ChangeCapacity(WorkerId id, WorkerCapacity capacity, string? reason, DateTimeOffset now)
    {
        if (_pool.Find(id) is not { } worker)
            return;
        _changed = true;
        worker.Capacity = capacity;
        worker.CapacityReason = reason;
        worker.Start(now);
        _pool.Update(worker);
    }

    /// <summary>The worker is gone: everything it holds is free again.</summary>
    public void RemoveWorker(WorkerId id, LeaseEnd end, string reason, DateTimeOffset now)
    {
        if (_pool.Find(id) is not { } worker)
            return;
        foreach (var lease in worker.Leases.ToList())
            End(lease, end, reason, now);
        _pool.Remove(worker);
    }

    /// <summary>Somebody looked at a worker that was set aside, and wants it back.</summary>
    /// <returns>False when it was not set aside.</returns>
    public bool TakeBack(WorkerId id)
    {
        if (_pool.ReputationOf(id) is not { SetAside: not null } reputation)
            return false;
        _changed = true;
        reputation.TakeBack();
        if (_pool.Find(id) is { } worker)
            _pool.Update(worker);
        return true;
    }

    public void Progress(WorkerId id, WorkerHeartbeat heartbeat, DateTimeOffset now)
    {
        foreach (var progress in heartbeat.Progress)
        {
            if (FindLease(progress.Token) is { } lease && lease.Worker == id)
                lease.Report(progress, now);
        }
    }

    /// <summary>Says whether the token is a live lease of this worker, without changing anything.</summary>
    public SettleVerdict Inspect(WorkerId id, LeaseToken token)
    {
        if (token.Term != Term)
            return SettleVerdict.Refused(SubmissionOutcome.Stale, $"The lease is of term {token.Term}; the master reigns in term {Term}.");
        if (!_jobOfToken.TryGetValue(token, out var job) || FindJob(job) is not { } entry)
            return SettleVerdict.Refused(SubmissionOutcome.JobOver, "The job of this lease is over.");
        if (entry.Ledger.Find(token) is { } lease)
        {
            return lease.Worker == id
                ? SettleVerdict.Live(lease)
                : SettleVerdict.Refused(SubmissionOutcome.Foreign, "The lease belongs to another worker.");
        }

        return entry.Ledger.EndOf(token) switch
        {
            { End: LeaseEnd.Accepted or LeaseEnd.Confirmed or LeaseEnd.Disagreed } => SettleVerdict.Refused(SubmissionOutcome.Duplicate, "The chunk is counted already."),
            { End: LeaseEnd.Superseded } => SettleVerdict.Refused(SubmissionOutcome.Late, "Another worker counted the same chunk and was first."),
            { } ended when !entry.Ledger.IsFree(ended.Range) => SettleVerdict.Refused(SubmissionOutcome.Overlapping, $"The lease has ended ({ended.End}), and others have its bytes now."),
            var ended => SettleVerdict.Refused(SubmissionOutcome.Stale, $"The lease has ended: {ended?.End}."),
        };
    }

    /// <summary>A partial is stored and sound: if its lease still lives, it counts.</summary>
    /// <param name="sha256">Of the partial; two workers that send the same found the same.</param>
    public SettleVerdict Settle(WorkerId id, LeaseToken token, string sha256, DateTimeOffset now)
    {
        var verdict = Inspect(id, token);
        if (verdict.Lease is not { } lease)
            return verdict;

        _changed = true;
        var job = FindJob(lease.Job)!;
        var reputation = _pool.ReputationOf(id)!;
        var range = lease.Range;
        if (_pool.Find(id) is { } worker && lease.StartedAt is { } started)
            worker.Measure(range.Length, now - started);
        var completion = job.Ledger.Complete(lease, sha256, lease.Kind != LeaseKind.Check && WantsCheck(job.Terms.Verification, reputation));
        reputation.Good();
        Dropped(job, lease, now);
        _effects.Add(new LeaseEnded(lease, completion.End, null));
        foreach (var rival in completion.Rivals)
        {
            End(rival, LeaseEnd.Superseded, "Another worker was first.", now);
            _effects.Add(new LeaseRevoked(rival.Worker, rival.Token, "Another worker was first with the same chunk."));
        }

        if (completion.Accepted is { } accepted)
            _effects.Add(new RangeAccepted(job.Id, range, accepted, lease.Entry.Check));
        if (completion.Verified)
            TakeVerdict(job, lease.Entry, completion, now);
        else if (lease.Entry.Disputed && lease.Entry.Tallies.Count >= _options.DisputeLimit)
            Park(job, $"Bytes {range.Start:N0} to {range.End:N0}: {lease.Entry.Tallies.Count} workers counted them, and no two found the same.", now, range);
        TellWhenCounted(job.Ledger);
        return verdict;
    }

    /// <summary>A lease comes back without a partial. Tokens that do not live are ignored.</summary>
    public void Fail(WorkerId id, LeaseToken token, LeaseEnd end, string reason, DateTimeOffset now)
    {
        if (Inspect(id, token).Lease is { } lease)
            End(lease, end, reason, now);
    }

    /// <summary>A holder answered where it stops. Answers to what was not asked are ignored.</summary>
    public void ShrinkAnswered(WorkerId id, LeaseToken token, long end, DateTimeOffset now)
    {
        if (Inspect(id, token).Lease is not { ShrinkAsked: { } asked } lease)
            return;
        _changed = true;
        lease.ShrinkAsked = null;
        if (end >= lease.Range.End)
            return;
        if (end != asked)
            End(lease, LeaseEnd.Failed, $"It was asked to stop at byte {asked:N0} and answered {end:N0}.", now);
        else
            Shrink(lease, end, now);
    }

    /// <summary>Hands out chunks while there are free bytes and workers with credit; when nothing is free, lets idle workers take from busy ones.</summary>
    public void Assign(DateTimeOffset now)
    {
        if (_pool.Hungry.Count == 0 || (!_changed && now - _rebalancedAt < RebalancePause))
            return;

        _changed = false;
        var idle = Feed(now);
        if (idle.Count > 0 && now - _rebalancedAt >= RebalancePause)
        {
            _rebalancedAt = now;
            Rebalance(idle, now);
        }
    }

    /// <summary>Why a worker has nothing to do.</summary>
    public IdleCause WhyIdle(ScheduledWorker worker)
    {
        if (worker.Reputation.SetAside is not null)
            return IdleCause.SetAside;
        if (!worker.Ready)
            return IdleCause.Away;
        if (worker.Capacity.Slots == 0)
            return IdleCause.Held;
        if (worker.Leases.Count > 0)
            return IdleCause.Busy;
        if (Queue.Count == 0)
            return IdleCause.EmptyQueue;
        var open = Queue.Where(job => job.Runnable && !job.Ledger.Finished).ToList();
        if (open.Count == 0)
            return IdleCause.JobsHeld;
        var admitted = open.FindAll(job => job.Admits(worker.Id));
        return admitted.Count == 0 ? IdleCause.CapReached : admitted.Select(job => _carver.WhyNot(job, worker)).Min();
    }

    /// <summary>Why a job does not move.</summary>
    public WaitCause WhyWaiting(ScheduledJob job)
    {
        if (!job.Runnable || job.Ledger.Finished || job.Ledger.Leases.Count > 0)
            return WaitCause.None;
        if (!_pool.Workers.Any(worker => worker.Ready))
            return WaitCause.NoWorkers;
        var takers = _pool.Workers.Where(worker => worker.Takes).ToList();
        if (takers.Count == 0)
            return WaitCause.NoneTakes;
        if (job.Ledger.FreeBytes == 0 && takers.TrueForAll(worker => job.Ledger.Unchecked.All(entry => entry.KnownTo(worker.Id))))
            return WaitCause.NeedsAnotherWorker;
        return Queue.Any(other => other != job && other.Ledger.Leases.Count > 0) ? WaitCause.Behind : WaitCause.Soon;
    }

    /// <summary>Gives each worker with credit what is free for it, the least busy first.</summary>
    /// <returns>Workers with idle slots for which there was nothing.</returns>
    private List<ScheduledWorker> Feed(DateTimeOffset now)
    {
        var line = new PriorityQueue<ScheduledWorker, (bool InAdvance, double Load, double Slowness, Guid Id)>();
        foreach (var worker in _pool.Hungry)
            line.Enqueue(worker, Turn(worker));

        List<ScheduledWorker> idle = [];
        while (line.TryDequeue(out var worker, out _))
        {
            if (!FeedOne(worker, now))
            {
                if (worker.IdleSlots > 0)
                    idle.Add(worker);
            }
            else if (WorkerPool.IsHungry(worker))
            {
                line.Enqueue(worker, Turn(worker));
            }
        }

        return idle;
    }

    private static (bool InAdvance, double Load, double Slowness, Guid Id) Turn(ScheduledWorker worker) =>
        (worker.IdleSlots == 0, (double)worker.Leases.Count / worker.Capacity.Slots, -worker.SlotBytesPerSecond, worker.Id.Value);

    private bool FeedOne(ScheduledWorker worker, DateTimeOffset now)
    {
        foreach (var job in _queue.InTurn())
        {
            if (!job.Runnable || !job.Admits(worker.Id))
                continue;
            if (_carver.PickCheck(job, worker) is { } done)
            {
                GrantBeside(job, worker, done, now);
                return true;
            }

            var carved = _carver.Carve(job, worker);
            if (carved.Problem is { } problem)
                Park(job, problem, now);
            if (carved.Range is { } range)
            {
                Granted(job, worker, job.Ledger.Grant(LeaseToken.New(Term), worker.Id, range, now), now);
                return true;
            }
        }

        return false;
    }

    private void Rebalance(List<ScheduledWorker> idle, DateTimeOffset now)
    {
        foreach (var job in _queue.InTurn().Where(job => job.Runnable && job.Ledger.Leases.Count > 0).ToList())
        {
            foreach (var move in _rebalancer.Plan(job, idle, now))
            {
                switch (move)
                {
                    case RebalanceMove.Ask(var lease, var end):
                        Ask(lease, end, now);
                        break;
                    case RebalanceMove.Speculate(var lease, var worker):
                        GrantBeside(job, worker, lease.Entry, now);
                        break;
                }
            }

            idle.RemoveAll(worker => worker.IdleSlots == 0);
            if (idle.Count == 0)
                return;
        }
    }

    private void Ask(Lease lease, long end, DateTimeOffset now)
    {
        if (end > lease.Range.Start)
        {
            // A dataset that cannot be read parks its job at the next cut; here it only is not cut.
            if (_aligner.Align(lease.Job, end) is not { Problem: null, Position: var aligned } || lease.Range.End - aligned < _options.SmallestChunkBytes / 2)
                return;
            end = aligned;
        }

        lease.ShrinkAsked = end;
        lease.ShrinkAskedAt = now;
        _effects.Add(new ShrinkAsked(lease.Worker, lease.Token, end));
    }

    private void Shrink(Lease lease, long end, DateTimeOffset now)
    {
        var job = FindJob(lease.Job)!;
        foreach (var rival in lease.Entry.Leases.Where(rival => rival != lease).ToList())
        {
            // The holder answered after another one had begun with all of it: who is further goes on.
            var loser = rival.BytesCounted > lease.BytesCounted ? lease : rival;
            End(loser, LeaseEnd.Superseded, "Another worker is further with the same chunk.", now);
            _effects.Add(new LeaseRevoked(loser.Worker, loser.Token, "Another worker is further with the same chunk."));
            if (loser == lease)
                return;
        }

        if (end <= lease.Range.Start)
        {
            End(lease, LeaseEnd.Stolen, "It had not begun, and an idle worker takes it.", now);
            return;
        }

        var freed = new ByteRange(end, lease.Range.End);
        job.Ledger.Shrink(lease, end);
        _effects.Add(new LeaseShrunk(lease, freed));
    }

    private void GrantBeside(ScheduledJob job, ScheduledWorker worker, LedgerRange entry, DateTimeOffset now) =>
        Granted(job, worker, job.Ledger.GrantBeside(LeaseToken.New(Term), worker.Id, entry, now), now);

    private void Granted(ScheduledJob job, ScheduledWorker worker, Lease lease, DateTimeOffset now)
    {
        Hold(job, worker, lease, now);
        _effects.Add(new LeaseGranted(lease));
    }

    private void Hold(ScheduledJob job, ScheduledWorker worker, Lease lease, DateTimeOffset now)
    {
        _jobOfToken.Add(lease.Token, job.Id);
        worker.Take(lease, now);
        job.Took(worker.Id);
        _pool.Update(worker);
        if (!job.Started)
        {
            job.Started = true;
            _effects.Add(new JobStarted(job.Id));
        }
    }

    private HeldLeaseVerdict Judge(ScheduledWorker worker, HeldLease held, DateTimeOffset now)
    {
        if (Inspect(worker.Id, held.Token).Lease is { } lease)
            return JudgeLive(lease, held, now);
        if (FindJob(held.Job) is not { } job)
            return new HeldLeaseVerdict(held.Token, null, "The job is over.");
        if (!job.Runnable)
            return new HeldLeaseVerdict(held.Token, null, "The job is paused.");
        if (job.Ledger.IsFree(held.Range))
        {
            // The cuts were made by a master between words and only pass through the worker's hands, so they are checked like anything from outside.
            if (!IsBetweenWords(job, held.Range.Start) || !IsBetweenWords(job, held.Range.End))
                return new HeldLeaseVerdict(held.Token, null, "The range does not begin and end between words.");
            var adopted = job.Ledger.Grant(LeaseToken.New(Term), worker.Id, held.Range, now);
            Hold(job, worker, adopted, now);
            return new HeldLeaseVerdict(held.Token, adopted.Token, null);
        }

        // Somebody else counts exactly these bytes; who comes back with them counted is first.
        if (held.Counted && job.Ledger.Find(held.Range.Start) is { State: RangeState.Leased } entry && entry.Range == held.Range && !entry.KnownTo(worker.Id))
        {
            var beside = job.Ledger.GrantBeside(LeaseToken.New(Term), worker.Id, entry, now);
            Hold(job, worker, beside, now);
            return new HeldLeaseVerdict(held.Token, beside.Token, null);
        }

        return new HeldLeaseVerdict(held.Token, null, "Others have these bytes now.");
    }

    private HeldLeaseVerdict JudgeLive(Lease lease, HeldLease held, DateTimeOffset now)
    {
        var asked = lease.ShrinkAsked;
        lease.ShrinkAsked = null;
        if (held.Range == lease.Range)
            return new HeldLeaseVerdict(held.Token, held.Token, null);

        // It agreed to stop earlier, and the answer was lost with the connection.
        if (held.Range.Start == lease.Range.Start && held.Range.End == asked && lease.Entry.Leases.Count == 1)
        {
            Shrink(lease, held.Range.End, now);
            return new HeldLeaseVerdict(held.Token, held.Token, null);
        }

        End(lease, LeaseEnd.Lost, "The worker came back with another range.", now);
        return new HeldLeaseVerdict(held.Token, null, "The range is not the one that was leased.");
    }

    private bool IsBetweenWords(ScheduledJob job, long edge) =>
        edge == 0 || edge == job.Ledger.Length || (_aligner.Align(job.Id, edge) is { Problem: null, Position: var position } && position == edge);

    private void End(Lease lease, LeaseEnd end, string reason, DateTimeOffset now)
    {
        _changed = true;
        var job = FindJob(lease.Job)!;
        job.Ledger.Abandon(lease, end, reason);
        Dropped(job, lease, now);
        _effects.Add(new LeaseEnded(lease, end, reason));
        if (end.IsFailure())
            Blame(lease.Worker, reputation => reputation.Bad(reason, _options));
        if (end.IsFailure() || end == LeaseEnd.Lost)
            ParkWhenPoisonous(job, lease, reason, now);
    }

    /// <summary>A lease is over: its worker has room again.</summary>
    private void Dropped(ScheduledJob job, Lease lease, DateTimeOffset now)
    {
        lease.ShrinkAsked = null;
        job.Dropped(lease.Worker);
        if (_pool.Find(lease.Worker) is not { } worker)
            return;
        worker.Drop(lease, now);
        _pool.Update(worker);
    }

    private void Blame(WorkerId id, Action<Reputation> how)
    {
        if (_pool.ReputationOf(id) is not { } reputation)
            return;
        var before = reputation.SetAside;
        how(reputation);
        if (_pool.Find(id) is { } worker)
            _pool.Update(worker);
        if (before is null && reputation.SetAside is { } reason)
            _effects.Add(new WorkerSetAside(id, reason));
    }

    private bool WantsCheck(Verification dial, Reputation reputation) => dial.Mode switch
    {
        VerificationMode.EveryChunk => true,
        VerificationMode.SpotCheck => reputation.GoodChecks < _options.TrustAfter || _draw(dial.Percent),
        _ => false,
    };

    /// <summary>Enough workers agree on a range: they are the better known for it, and who found something else is not trusted with anything unverified.</summary>
    private void TakeVerdict(ScheduledJob job, LedgerRange entry, Completion completion, DateTimeOffset now)
    {
        var standing = entry.Accepted!;
        var agreeing = entry.Tallies.Where(tally => tally.Sha256 == standing.Sha256).Select(tally => tally.Worker).Distinct().ToList();
        foreach (var worker in agreeing)
            _pool.ReputationOf(worker)?.Confirmed();
        _effects.Add(new RangeVerified(job.Id, entry.Range, agreeing.First(worker => worker != standing.Worker)));
        foreach (var odd in completion.Odd)
        {
            Blame(odd, reputation => reputation.Outvoted(_options));
            foreach (var (range, checks) in job.Ledger.Disown(odd))
            {
                DropChecks(job, checks, now);
                _effects.Add(new RangeUndone(job.Id, range, odd, "The worker was caught with a wrong count; its unverified chunks are counted again."));
            }
        }
    }

    private void DropChecks(ScheduledJob job, ImmutableArray<Lease> checks, DateTimeOffset now)
    {
        _changed = true;
        foreach (var check in checks)
        {
            Dropped(job, check, now);
            _effects.Add(new LeaseEnded(check, LeaseEnd.Revoked, "What it was to check is counted anew."));
            _effects.Add(new LeaseRevoked(check.Worker, check.Token, "The chunk is counted anew."));
        }
    }

    private void TellWhenCounted(JobLedger ledger)
    {
        if (ledger.Finished)
            _effects.Add(new JobCounted(ledger.Job));
    }

    private void ParkWhenPoisonous(ScheduledJob job, Lease lease, string reason, DateTimeOffset now)
    {
        var entry = lease.Entry;
        if (!job.Runnable)
            return;
        if (entry.Faults.Length >= _options.ChunkFailureLimit)
        {
            var workers = entry.Faults.Select(fault => fault.Worker).Distinct().Count();
            Park(job, $"Bytes {lease.Range.Start:N0} to {lease.Range.End:N0} failed {entry.Faults.Length} times on {(workers == 1 ? "one worker" : $"{workers} workers")}, last with: {reason}", now, lease.Range);
        }
        else if (entry.Losses >= _options.ChunkLossLimit)
            Park(job, $"Bytes {lease.Range.Start:N0} to {lease.Range.End:N0}: {entry.Losses} workers in a row vanished while they counted them. Look at the machines, then resume the job.", now, lease.Range);
    }

    private void Park(ScheduledJob job, string reason, DateTimeOffset now, ByteRange? trouble = null)
    {
        PauseJob(job.Id, "The job is parked.", now);
        _effects.Add(new JobParked(job.Id, reason, trouble));
    }

    private void RevokeAll(ScheduledJob job, string reason, DateTimeOffset now)
    {
        foreach (var lease in job.Ledger.Leases.OrderBy(lease => lease.Range.Start).ThenBy(lease => lease.Attempt).ToList())
        {
            End(lease, LeaseEnd.Revoked, reason, now);
            _effects.Add(new LeaseRevoked(lease.Worker, lease.Token, reason));
        }
    }
}
