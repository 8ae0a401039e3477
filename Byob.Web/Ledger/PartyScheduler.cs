using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Web.Ledger;

/// <summary>
/// Decides who counts what: the queue of jobs, the workers, and the ledgers between them. Pure: events come in as calls, what is to be
/// done goes out through <see cref="TakeEffects"/>; time and the place of word ends are handed in. One caller at a time.
/// </summary>
public sealed class PartyScheduler(long term, SchedulerOptions options, ICutAligner aligner)
{
    private readonly List<ScheduledJob> _queue = [];
    private readonly Dictionary<WorkerId, ScheduledWorker> _workers = [];
    private readonly Dictionary<LeaseToken, JobId> _jobOfToken = [];
    private List<SchedulerEffect> _effects = [];

    public long Term { get; } = term;

    /// <summary>Unfinished jobs, in the order in which they are served.</summary>
    public IReadOnlyList<ScheduledJob> Queue => _queue;

    public IReadOnlyCollection<ScheduledWorker> Workers => _workers.Values;

    public ScheduledJob? FindJob(JobId job) => _queue.Find(entry => entry.Id == job);

    public ScheduledWorker? FindWorker(WorkerId worker) => _workers.GetValueOrDefault(worker);

    /// <summary>The live lease of a token; null when it has ended or never was.</summary>
    public Lease? FindLease(LeaseToken token) => _jobOfToken.TryGetValue(token, out var job) ? FindJob(job)?.Ledger.Find(token) : null;

    /// <summary>Everything to be done since the last call, in order.</summary>
    public IReadOnlyList<SchedulerEffect> TakeEffects()
    {
        var effects = _effects;
        _effects = [];
        return effects;
    }

    /// <summary>Puts a job at the end of the queue; its ledger may hold restored ranges.</summary>
    public void AddJob(JobLedger ledger, bool runnable)
    {
        _queue.Add(new ScheduledJob(ledger) { Runnable = runnable });
        if (runnable)
            TellWhenCounted(ledger);
    }

    /// <summary>Holds a job: its leases are revoked, what is done stays done.</summary>
    public void PauseJob(JobId job, string reason)
    {
        if (FindJob(job) is not { } entry)
            return;
        entry.Runnable = false;
        entry.Started = false;
        RevokeAll(entry, reason);
    }

    public void ResumeJob(JobId job)
    {
        if (FindJob(job) is not { } entry)
            return;
        entry.Runnable = true;
        TellWhenCounted(entry.Ledger);
    }

    /// <summary>Takes a job out of the queue, done or cancelled.</summary>
    public void RemoveJob(JobId job, string reason)
    {
        if (FindJob(job) is not { } entry)
            return;
        RevokeAll(entry, reason);
        _queue.Remove(entry);
        foreach (var token in _jobOfToken.Where(pair => pair.Value == job).Select(pair => pair.Key).ToList())
            _jobOfToken.Remove(token);
    }

    /// <summary>Done bytes turned out to be broken: they are to be counted again.</summary>
    public void UndoRange(JobId job, ByteRange range) => FindJob(job)?.Ledger.Undo(range);

    /// <summary>
    /// A worker joined, or came back. Leases that it still holds are renewed, adopted when their bytes are free, or declared lost.
    /// It gets no chunk before <see cref="WorkerReady"/>.
    /// </summary>
    public ImmutableArray<HeldLeaseVerdict> JoinWorker(WorkerId id, WorkerCapacity capacity, double bytesPerSecond, IReadOnlyList<HeldLease> held, DateTimeOffset now)
    {
        if (!_workers.TryGetValue(id, out var worker))
            _workers.Add(id, worker = new ScheduledWorker(id, capacity));
        worker.Capacity = capacity;
        worker.Ready = false;
        worker.FailuresInARow = 0;
        worker.BytesPerSecond = bytesPerSecond;

        var verdicts = held.Select(lease => Judge(worker, lease, now)).ToImmutableArray();
        var kept = verdicts.Where(verdict => verdict.Renewed is not null).Select(verdict => verdict.Renewed!.Value).ToHashSet();
        foreach (var token in worker.Leases.Where(token => !kept.Contains(token)).ToList())
            End(token, LeaseEnd.Lost, "The worker came back without it.");
        return verdicts;
    }

    /// <summary>The worker listens: chunks may be pushed to it.</summary>
    public void WorkerReady(WorkerId id)
    {
        if (_workers.TryGetValue(id, out var worker))
            worker.Ready = true;
    }

    /// <summary>The connection is gone, but the worker may come back soon: it keeps its leases and gets no more.</summary>
    public void WorkerAway(WorkerId id)
    {
        if (_workers.TryGetValue(id, out var worker))
            worker.Ready = false;
    }

    /// <summary>The worker is gone: everything it holds is free again.</summary>
    public void RemoveWorker(WorkerId id, LeaseEnd end, string reason)
    {
        if (!_workers.TryGetValue(id, out var worker))
            return;
        foreach (var token in worker.Leases.ToList())
            End(token, end, reason);
        _workers.Remove(id);
    }

    public void Progress(WorkerId id, WorkerHeartbeat heartbeat)
    {
        if (!_workers.TryGetValue(id, out var worker))
            return;
        worker.BytesPerSecond = Math.Max(0, heartbeat.Vitals.BytesPerSecond);
        foreach (var progress in heartbeat.Progress)
        {
            if (FindLease(progress.Token) is { } lease && lease.Worker == id)
                lease.Report(progress);
        }
    }

    /// <summary>Says whether the token is a live lease of this worker, without changing anything.</summary>
    public SettleVerdict Inspect(WorkerId id, LeaseToken token)
    {
        if (token.Term != Term)
            return SettleVerdict.Refused(SubmissionOutcome.Stale, $"The lease is of term {token.Term}; the master reigns in term {Term}.");
        if (!_jobOfToken.TryGetValue(token, out var job) || FindJob(job) is not { } entry)
            return SettleVerdict.Refused(SubmissionOutcome.JobOver, "The job of this lease is over.");
        if (entry.Ledger.Find(token) is not { } lease)
        {
            return entry.Ledger.EndOf(token) == LeaseEnd.Accepted
                ? SettleVerdict.Refused(SubmissionOutcome.Duplicate, "The chunk is counted already.")
                : SettleVerdict.Refused(SubmissionOutcome.Stale, $"The lease has ended: {entry.Ledger.EndOf(token)}.");
        }

        return lease.Worker == id
            ? SettleVerdict.Live(lease)
            : SettleVerdict.Refused(SubmissionOutcome.Foreign, "The lease belongs to another worker.");
    }

    /// <summary>A partial is stored and sound: if its lease still lives, its bytes are done.</summary>
    public SettleVerdict Settle(WorkerId id, LeaseToken token)
    {
        var verdict = Inspect(id, token);
        if (verdict.Lease is { } lease)
            End(lease, LeaseEnd.Accepted, null);
        return verdict;
    }

    /// <summary>A lease comes back without a partial. Tokens that do not live are ignored.</summary>
    public void Fail(WorkerId id, LeaseToken token, LeaseEnd end, string reason)
    {
        if (Inspect(id, token).Lease is { } lease)
            End(lease, end, reason);
    }

    /// <summary>Hands out chunks while there are free bytes and workers with credit: the first job first, evenly over the workers.</summary>
    public void Assign(DateTimeOffset now)
    {
        var hungry = new PriorityQueue<ScheduledWorker, (int Leases, Guid Id)>();
        foreach (var worker in _workers.Values.Where(MayTake))
            hungry.Enqueue(worker, (worker.Leases.Count, worker.Id.Value));

        while (hungry.TryDequeue(out var worker, out _))
        {
            if (AssignOne(worker, now) && MayTake(worker))
                hungry.Enqueue(worker, (worker.Leases.Count, worker.Id.Value));
        }
    }

    /// <summary>Whether a worker is refused work because it failed too often in a row.</summary>
    public bool SetAside(ScheduledWorker worker) => worker.FailuresInARow >= options.WorkerFailureLimit;

    private bool MayTake(ScheduledWorker worker) => worker.Ready && worker.Leases.Count < worker.Capacity.Credit && !SetAside(worker);

    private bool AssignOne(ScheduledWorker worker, DateTimeOffset now)
    {
        foreach (var entry in _queue)
        {
            // Carving may park the job, and then the next one is asked.
            while (entry.Runnable && PickGap(entry.Ledger, worker) is { } gap)
            {
                var wanted = gap.Attempts == 0 ? NextSize(entry.Ledger, worker) : gap.Range.Length;
                var cut = wanted >= gap.Range.Length ? new Cut(gap.Range.End) : aligner.Align(entry.Id, gap.Range.Start + wanted);
                if (cut.Problem is not null)
                {
                    Park(entry, cut.Problem);
                    break;
                }

                Grant(entry, worker, new ByteRange(gap.Range.Start, Math.Min(cut.Position, gap.Range.End)), now);
                return true;
            }
        }

        return false;
    }

    private long NextSize(JobLedger ledger, ScheduledWorker worker) =>
        ChunkSizing.Next(new SizingDemand(ledger.FreeBytes, _workers.Values.Where(w => w.Ready).Sum(w => w.Capacity.Slots), worker.Capacity.Slots, worker.BytesPerSecond), options);

    /// <summary>The first free bytes, but rather some that have not failed on this worker, unless it is the only one there is.</summary>
    private FreeGap? PickGap(JobLedger ledger, ScheduledWorker worker)
    {
        FreeGap? first = null;
        foreach (var gap in ledger.Free)
        {
            if (!gap.FailedBy.Contains(worker.Id))
                return gap;
            first ??= gap;
        }

        return _workers.Values.Any(other => other != worker && other.Ready && !SetAside(other)) ? null : first;
    }

    private void Grant(ScheduledJob entry, ScheduledWorker worker, ByteRange range, DateTimeOffset now) =>
        _effects.Add(new LeaseGranted(Hold(entry, worker, range, now)));

    private Lease Hold(ScheduledJob entry, ScheduledWorker worker, ByteRange range, DateTimeOffset now)
    {
        var lease = entry.Ledger.Grant(LeaseToken.New(Term), worker.Id, range, now);
        _jobOfToken.Add(lease.Token, entry.Id);
        worker.Take(lease.Token);
        if (!entry.Started)
        {
            entry.Started = true;
            _effects.Add(new JobStarted(entry.Id));
        }

        return lease;
    }

    private HeldLeaseVerdict Judge(ScheduledWorker worker, HeldLease held, DateTimeOffset now)
    {
        if (Inspect(worker.Id, held.Token) is { Lease: not null })
            return new HeldLeaseVerdict(held.Token, held.Token, null);
        if (FindJob(held.Job) is not { } entry)
            return new HeldLeaseVerdict(held.Token, null, "The job is over.");
        if (!entry.Runnable || held.Range.IsEmpty || held.Range.Start < 0 || held.Range.End > entry.Ledger.Length || !entry.Ledger.IsFree(held.Range))
            return new HeldLeaseVerdict(held.Token, null, entry.Runnable ? "Others have these bytes now." : "The job is paused.");

        // The cuts were made by a master between words and only pass through the worker's hands, so they are checked like anything from outside.
        foreach (var edge in (ReadOnlySpan<long>)[held.Range.Start, held.Range.End])
        {
            if (edge != 0 && edge != entry.Ledger.Length && aligner.Align(entry.Id, edge) is var cut && (cut.Problem is not null || cut.Position != edge))
                return new HeldLeaseVerdict(held.Token, null, "The range does not begin and end between words.");
        }

        return new HeldLeaseVerdict(held.Token, Hold(entry, worker, held.Range, now).Token, null);
    }

    private void End(LeaseToken token, LeaseEnd end, string reason)
    {
        if (FindLease(token) is { } lease)
            End(lease, end, reason);
    }

    private void End(Lease lease, LeaseEnd end, string? reason)
    {
        var entry = FindJob(lease.Job)!;
        if (end == LeaseEnd.Accepted)
            entry.Ledger.Complete(lease);
        else
            entry.Ledger.Abandon(lease, end);

        if (_workers.TryGetValue(lease.Worker, out var worker))
        {
            worker.Drop(lease.Token);
            Score(worker, end);
        }

        _effects.Add(new LeaseEnded(lease, end, reason));
        if (end == LeaseEnd.Accepted)
            TellWhenCounted(entry.Ledger);
        else
            ParkWhenPoisonous(entry, lease, end, reason);
    }

    private static void Score(ScheduledWorker worker, LeaseEnd end)
    {
        switch (end)
        {
            case LeaseEnd.Accepted:
                worker.Accepted++;
                worker.FailuresInARow = 0;
                break;
            case LeaseEnd.Failed or LeaseEnd.Malformed:
                worker.Failed++;
                worker.FailuresInARow++;
                break;
        }
    }

    private void TellWhenCounted(JobLedger ledger)
    {
        if (ledger.Finished)
            _effects.Add(new JobCounted(ledger.Job));
    }

    private void ParkWhenPoisonous(ScheduledJob entry, Lease lease, LeaseEnd end, string? reason)
    {
        if (end is not (LeaseEnd.Failed or LeaseEnd.Malformed) || !entry.Runnable)
            return;
        if (lease.FailedBy.Length + 1 >= options.ChunkFailureLimit)
            Park(entry, $"Bytes {lease.Range.Start:N0} to {lease.Range.End:N0} failed {lease.FailedBy.Length + 1} times, last with: {reason}");
    }

    private void Park(ScheduledJob entry, string reason)
    {
        PauseJob(entry.Id, "The job is parked.");
        _effects.Add(new JobParked(entry.Id, reason));
    }

    private void RevokeAll(ScheduledJob entry, string reason)
    {
        foreach (var lease in entry.Ledger.Leases.ToList())
        {
            End(lease, LeaseEnd.Revoked, reason);
            _effects.Add(new LeaseRevoked(lease.Worker, lease.Token, reason));
        }
    }
}
