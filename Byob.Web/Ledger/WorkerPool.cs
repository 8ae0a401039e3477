using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>Who is here, who wants more, what they count together, and what they are known for.</summary>
internal sealed class WorkerPool
{
    private readonly Dictionary<WorkerId, ScheduledWorker> _workers = [];
    private readonly Dictionary<WorkerId, Reputation> _reputations = [];
    private readonly HashSet<ScheduledWorker> _hungry = [];
    private readonly Dictionary<ScheduledWorker, (double Rate, int Slots)> _shares = [];

    public IReadOnlyCollection<ScheduledWorker> Workers => _workers.Values;

    /// <summary>Workers with room for one more chunk.</summary>
    public IReadOnlyCollection<ScheduledWorker> Hungry => _hungry;

    /// <summary>What all workers that take chunks count together, in bytes a second.</summary>
    public double BytesPerSecond { get; private set; }

    /// <summary>Slots of all workers that take chunks.</summary>
    public int Slots { get; private set; }

    public static bool IsHungry(ScheduledWorker worker) => worker.Takes && worker.Leases.Count < worker.Capacity.Credit;

    public ScheduledWorker? Find(WorkerId id) => _workers.GetValueOrDefault(id);

    public Reputation? ReputationOf(WorkerId id) => _reputations.GetValueOrDefault(id);

    /// <summary>The worker of that identity, new or as it was when it went away.</summary>
    public ScheduledWorker Join(WorkerId id)
    {
        if (_workers.TryGetValue(id, out var known))
            return known;
        var worker = new ScheduledWorker(id, KnownAs(id));
        _workers.Add(id, worker);
        return worker;
    }

    /// <summary>What the worker of that identity is known for, which may be nothing yet.</summary>
    public Reputation KnownAs(WorkerId id)
    {
        if (!_reputations.TryGetValue(id, out var reputation))
            _reputations.Add(id, reputation = new Reputation(id));
        return reputation;
    }

    /// <summary>Takes in a change of what the worker holds, takes or counts.</summary>
    public void Update(ScheduledWorker worker)
    {
        if (IsHungry(worker))
            _hungry.Add(worker);
        else
            _hungry.Remove(worker);
        SetShare(worker, worker.Takes ? (worker.BytesPerSecond, worker.Capacity.Slots) : (0, 0));
    }

    public void Remove(ScheduledWorker worker)
    {
        _workers.Remove(worker.Id);
        _hungry.Remove(worker);
        SetShare(worker, (0, 0));
        _shares.Remove(worker);
        // A sum that is kept by adding and taking away never comes back to nothing by itself.
        if (_workers.Count == 0)
            BytesPerSecond = 0;
    }

    private void SetShare(ScheduledWorker worker, (double Rate, int Slots) share)
    {
        var before = _shares.GetValueOrDefault(worker);
        BytesPerSecond = Math.Max(0, BytesPerSecond + share.Rate - before.Rate);
        Slots += share.Slots - before.Slots;
        _shares[worker] = share;
    }
}
