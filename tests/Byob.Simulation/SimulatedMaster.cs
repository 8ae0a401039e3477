using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Ledger;

namespace Byob.Simulation;

/// <summary>What surrounds the real scheduler in the master: who is connected, whose heartbeat is missing, what each effect leads to.</summary>
internal sealed class SimulatedMaster
{
    private static readonly TimeSpan s_suspectAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_lostAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_returnWithin = TimeSpan.FromSeconds(4);

    private readonly PartySimulation _party;
    private readonly Dictionary<WorkerId, Contact> _contacts = [];

    public SimulatedMaster(PartySimulation party, long term, PartyScheduler scheduler)
    {
        _party = party;
        Term = term;
        Scheduler = scheduler;
    }

    public long Term { get; }

    public PartyScheduler Scheduler { get; }

    private DateTimeOffset Now => _party.Time.Now;

    public void Join(SimulatedWorker worker, WorkerCapacity capacity, double declared, IReadOnlyList<HeldLease> held)
    {
        _contacts[worker.Id] = new Contact { HeardAt = _party.Time.Elapsed };
        var verdicts = Scheduler.JoinWorker(worker.Id, capacity, declared, held, Now);
        _party.ToWorker(worker, () => worker.Welcome(verdicts));
    }

    public void Heartbeat(SimulatedWorker worker, IReadOnlyList<LeaseProgress> progress)
    {
        if (!_contacts.TryGetValue(worker.Id, out var contact))
            return;
        contact.HeardAt = _party.Time.Elapsed;
        Scheduler.Progress(worker.Id, new WorkerHeartbeat(new WorkerVitals(0, 0, 0, 0), progress, null), Now);
        Scheduler.WorkerReady(worker.Id);
    }

    public void Submit(SimulatedWorker worker, LeaseToken token, ByteRange range, string sha256)
    {
        Heard(worker);
        // A real partial says how many bytes it is of; one of another range would be called mangled.
        if (Scheduler.FindLease(token) is { } lease && lease.Worker == worker.Id && lease.Range != range)
            throw _party.Broken($"{worker.Id} sends a partial of {range} for its lease of {lease.Range}.");
        var verdict = Scheduler.Settle(worker.Id, token, sha256, Now);
        _party.Note(verdict.Outcome);
        _party.ToWorker(worker, () => worker.Settled(token));
    }

    public void Failed(SimulatedWorker worker, LeaseToken token, string reason)
    {
        Heard(worker);
        Scheduler.Fail(worker.Id, token, LeaseEnd.Failed, reason, Now);
    }

    public void GaveBack(SimulatedWorker worker, LeaseToken token)
    {
        Heard(worker);
        Scheduler.Fail(worker.Id, token, LeaseEnd.GivenBack, "Its owner wants the machine.", Now);
    }

    public void ShrinkAnswered(SimulatedWorker worker, LeaseToken token, long end)
    {
        Heard(worker);
        Scheduler.ShrinkAnswered(worker.Id, token, end, Now);
        _party.ToWorker(worker, () => worker.Told(token));
    }

    public void CapacityChanged(SimulatedWorker worker, WorkerCapacity capacity) => Scheduler.ChangeCapacity(worker.Id, capacity, "Its owner says so.", Now);

    public void Leave(SimulatedWorker worker)
    {
        _contacts.Remove(worker.Id);
        Scheduler.RemoveWorker(worker.Id, LeaseEnd.GivenBack, "It left.", Now);
    }

    /// <summary>A connection broke, and the master's side has noticed.</summary>
    public void Away(SimulatedWorker worker)
    {
        if (!_contacts.TryGetValue(worker.Id, out var contact))
            return;
        contact.AwaySince ??= _party.Time.Elapsed;
        Scheduler.WorkerAway(worker.Id);
    }

    public void Tick()
    {
        foreach (var (id, contact) in _contacts.ToList())
        {
            if (_party.Time.Elapsed - contact.HeardAt >= s_suspectAfter)
                Scheduler.WorkerAway(id);
            if (_party.Time.Elapsed - contact.HeardAt < s_lostAfter && !(_party.Time.Elapsed - contact.AwaySince >= s_returnWithin))
                continue;
            _contacts.Remove(id);
            Scheduler.RemoveWorker(id, LeaseEnd.Lost, "Nothing was heard of it.", Now);
            _party.Cut(id);
        }
    }

    private void Heard(SimulatedWorker worker)
    {
        if (_contacts.TryGetValue(worker.Id, out var contact))
            contact.HeardAt = _party.Time.Elapsed;
    }

    private sealed class Contact
    {
        public TimeSpan HeardAt { get; set; }

        public TimeSpan? AwaySince { get; set; }
    }
}
