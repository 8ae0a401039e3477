using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Web.Ledger;

/// <summary>
/// Decides who counts what: the queue of jobs, the workers, and the ledgers between them. Pure: events come in as calls, what is to be
/// done goes out through <see cref="TakeEffects"/>; time, chance and the place of word ends are handed in. One caller at a time.
/// </summary>
public sealed partial class PartyScheduler
{
    private readonly SchedulerOptions _options;
    private readonly ICutAligner _aligner;
    private readonly Func<int, bool> _draw;
    private readonly Func<LeaseToken> _newToken;
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
    /// <param name="newToken">Makes the tokens of this term, each another one; at random when left out.</param>
    public PartyScheduler(long term, SchedulerOptions options, ICutAligner aligner, Func<int, bool> draw, Func<LeaseToken>? newToken = null)
    {
        Term = term;
        _options = options;
        _aligner = aligner;
        _draw = draw;
        _newToken = newToken ?? (() => LeaseToken.New(term));
        _queue = new JobQueue(options);
        _pool = new WorkerPool();
        _carver = new Carver(options, aligner, _pool, _queue);
        _rebalancer = new Rebalancer(options, lease => _pool.Find(lease.Worker)!);
    }

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
        entry.WaitsFor = null;
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

    /// <summary>The worker listens: chunks may be pushed to it.</summary>
    public void WorkerReady(WorkerId id)
    {
        if (_pool.Find(id) is not { Ready: false } worker)
            return;
        _changed = true;
        worker.Ready = true;
        _pool.Update(worker);
    }

    /// <summary>
    /// The connection is gone, or the worker is silent, but it may come back soon: it keeps its leases and gets no more until
    /// <see cref="WorkerReady"/>, and idle workers may count the same bytes.
    /// </summary>
    public void WorkerAway(WorkerId id)
    {
        if (_pool.Find(id) is not { Ready: true } worker)
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
        // What it has not begun and has no room for any more is free for others at once, not when it says so.
        foreach (var lease in worker.Waiting.Skip(capacity.Slots == 0 ? 0 : capacity.Prefetch).ToList())
        {
            End(lease, LeaseEnd.Revoked, "Its worker takes less now.", now);
            _effects.Add(new LeaseRevoked(id, lease.Token, "The worker takes less now."));
        }
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

    /// <summary>Word ends that were waited for may be known now.</summary>
    public void CutsFound() => _changed = true;

    public void Progress(WorkerId id, WorkerHeartbeat heartbeat, DateTimeOffset now)
    {
        foreach (var progress in heartbeat.Progress)
        {
            if (FindLease(progress.Token) is { } lease && lease.Worker == id)
                lease.Report(progress, now);
        }
    }
}
