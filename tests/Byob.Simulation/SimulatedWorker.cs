using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Simulation;

/// <summary>A worker as the real one behaves towards the master: it holds leases, counts them at its rate, shrinks, gives back, comes back with what it holds.</summary>
internal sealed class SimulatedWorker(PartySimulation party, WorkerId id, double rate, WorkerCapacity capacity, double declared)
{
    private readonly List<SimulatedLease> _leases = [];
    private readonly List<Action> _inbox = [];
    private TimeSpan _advancedAt;
    private double _pace = 1;
    private WorkerCapacity _capacity = capacity;

    public WorkerId Id => id;

    /// <summary>Names the connection; 0 while there is none. Messages of another one are lost.</summary>
    public int Session { get; set; }

    public bool Alive { get; private set; }

    public bool Stalled { get; private set; }

    public bool Lies { get; init; }

    public bool IsBroken { get; init; }

    /// <summary>What it could count now, in bytes a second.</summary>
    public double Available => Alive && !Stalled ? rate * _pace * _capacity.Slots : 0;

    private bool Joined { get; set; }

    public void Start()
    {
        Alive = true;
        Stalled = false;
        _advancedAt = party.Time.Elapsed;
        party.Changed();
        Connect();
    }

    public void Connect()
    {
        if (!Alive || Stalled || Session != 0)
            return;
        Session = party.Connect(this);
        var held = _leases.ConvertAll(lease => lease.Held);
        // A worker joins with at least one slot; that its owner holds it, it says when it is in.
        var joining = _capacity with { Slots = Math.Max(1, _capacity.Slots) };
        party.ToMaster(this, master => master.Join(this, joining, declared, held));
    }

    /// <summary>The master has answered the join.</summary>
    public void Welcome(IReadOnlyList<HeldLeaseVerdict> verdicts)
    {
        Joined = true;
        foreach (var verdict in verdicts)
        {
            if (_leases.Find(lease => lease.Token == verdict.Held) is not { } lease)
                continue;
            if (verdict.Renewed is { } renewed)
                lease.Token = renewed;
            else
                Drop(lease);
        }

        if (_capacity.Slots == 0)
            party.ToMaster(this, master => master.CapacityChanged(this, _capacity));
        Beat(Session);
        foreach (var lease in _leases.Where(lease => lease.Stage == LeaseStage.Sending).ToList())
            Send(lease);
        Advance();
    }

    /// <summary>A message of the master: kept for later while the process stands still.</summary>
    public void Receive(int session, Action happens)
    {
        if (!Alive || session != Session)
            return;
        if (Stalled)
            _inbox.Add(() => Receive(session, happens));
        else
            happens();
    }

    public void Assign(LeaseToken token, JobId job, ByteRange range)
    {
        var lease = new SimulatedLease(token, job, range, party.Time.Elapsed) { Fault = party.FaultOf(this, job, range) };
        _leases.Add(lease);
        if (_capacity.Slots == 0)
            GiveBack(lease);
        Advance();
    }

    public void Revoke(LeaseToken token)
    {
        if (_leases.Find(lease => lease.Token == token) is { } lease)
            Drop(lease);
        Advance();
    }

    public void Shrink(LeaseToken token, long end)
    {
        Advance();
        if (_leases.Find(lease => lease.Token == token) is not { } lease)
            return;
        var range = lease.Range;
        if (end <= range.Start && lease.Stage == LeaseStage.Waiting)
        {
            party.ToMaster(this, master => master.ShrinkAnswered(this, lease.Token, range.Start));
            Drop(lease);
            return;
        }

        if (end > range.Start && end < range.End && lease.Stage is LeaseStage.Waiting or LeaseStage.Counting && range.Start + lease.Read <= end)
        {
            lease.Range = new ByteRange(range.Start, end);
            Plan(lease);
        }

        lease.Owed = true;
        var answer = lease.Range.End;
        party.ToMaster(this, master => master.ShrinkAnswered(this, token, answer));
    }

    /// <summary>The master has an answer to a shrink.</summary>
    public void Told(LeaseToken token)
    {
        if (_leases.Find(lease => lease.Token == token) is not { Owed: true } lease)
            return;
        lease.Owed = false;
        if (lease.Stage == LeaseStage.Sending)
            Send(lease);
    }

    public void Stall()
    {
        if (!Alive || Stalled)
            return;
        Advance();
        Stalled = true;
        party.Changed();
    }

    public void Wake()
    {
        if (!Alive || !Stalled)
            return;
        Stalled = false;
        _advancedAt = party.Time.Elapsed;
        party.Changed();
        var missed = _inbox.ToList();
        _inbox.Clear();
        missed.ForEach(happens => happens());
        _leases.ForEach(Plan);
        if (Session == 0)
            Connect();
        else if (Joined)
            Beat(Session);
    }

    /// <summary>The process is gone, and with it all that it held.</summary>
    public void Die()
    {
        if (!Alive)
            return;
        Advance();
        foreach (var lease in _leases.ToList())
            Drop(lease);
        _inbox.Clear();
        (Alive, Stalled, Joined, Session) = (false, false, false, 0);
        party.Changed();
    }

    public void LeavePolitely()
    {
        if (!Alive || Stalled)
            return;
        party.ToMaster(this, master => master.Leave(this));
        party.Time.After(party.LongestDelay * 2, Die);
    }

    /// <summary>The connection is gone; the worker dials again.</summary>
    public void Disconnected()
    {
        Session = 0;
        Joined = false;
        // The next joining says as much as the answers would have.
        _leases.ForEach(lease => lease.Owed = false);
        if (Alive && !Stalled)
            party.Redial(this);
    }

    public void Slow(double pace)
    {
        if (!Alive)
            return;
        if (!Stalled)
            Advance();
        _pace = pace;
        party.Changed();
        _leases.ForEach(Plan);
    }

    public void Change(WorkerCapacity wanted)
    {
        if (!Alive || Stalled)
            return;
        Advance();
        _capacity = wanted;
        party.Changed();
        if (!Joined)
            return;
        party.ToMaster(this, master => master.CapacityChanged(this, wanted));
        foreach (var lease in _leases.Where(lease => lease.Stage == LeaseStage.Waiting).Skip(wanted.Slots == 0 ? 0 : wanted.Prefetch).ToList())
            GiveBack(lease);
        Advance();
    }

    private void Beat(int session)
    {
        if (!Alive || Stalled || session != Session || !Joined)
            return;
        Advance();
        var progress = _leases.ConvertAll(lease => new LeaseProgress(lease.Token, lease.Stage, lease.Read, (long)lease.Counted));
        party.ToMaster(this, master => master.Heartbeat(this, progress));
        var now = party.Time.Elapsed;
        party.Time.After(PartySimulation.HeartbeatInterval, () =>
        {
            // A beat that a wake-up gave already is not given twice.
            if (now + PartySimulation.HeartbeatInterval >= _beatAt)
                Beat(session);
        });
        _beatAt = now + PartySimulation.HeartbeatInterval;
    }

    private TimeSpan _beatAt;

    /// <summary>Counts on to now, and begins what can begin.</summary>
    private void Advance()
    {
        if (Stalled || !Alive)
            return;
        var now = party.Time.Elapsed;
        foreach (var lease in _leases.Where(lease => lease.Stage == LeaseStage.Counting))
        {
            var since = lease.BeginsAt > _advancedAt ? lease.BeginsAt : _advancedAt;
            if (now > since)
                lease.Counted = Math.Min(lease.Range.Length, lease.Counted + (rate * _pace * (now - since).TotalSeconds));
        }

        _advancedAt = now;
        var busy = _leases.Count(lease => lease.Stage == LeaseStage.Counting);
        foreach (var lease in _leases)
        {
            if (busy >= _capacity.Slots)
                break;
            if (lease.Stage != LeaseStage.Waiting)
                continue;
            busy++;
            lease.Stage = LeaseStage.Counting;
            // What waited was read ahead.
            lease.BeginsAt = lease.Arrived + party.FirstByte > now ? lease.Arrived + party.FirstByte : now;
            Plan(lease);
        }
    }

    private void Plan(SimulatedLease lease)
    {
        var plan = ++lease.Plan;
        if (lease.Stage != LeaseStage.Counting || Stalled)
            return;
        var wait = lease.BeginsAt > party.Time.Elapsed ? lease.BeginsAt - party.Time.Elapsed : TimeSpan.Zero;
        var left = Math.Max(0, lease.Range.Length - lease.Counted) / (rate * _pace);
        party.Time.After(wait + TimeSpan.FromSeconds(left) + TimeSpan.FromTicks(1), () =>
        {
            if (lease.Plan == plan && Alive && !Stalled && _leases.Contains(lease))
                End(lease);
        });
    }

    private void End(SimulatedLease lease)
    {
        Advance();
        lease.Counted = lease.Range.Length;
        lease.Stage = LeaseStage.Sending;
        Advance();
        Send(lease);
    }

    private void Send(SimulatedLease lease)
    {
        if (!Joined || lease.Owed)
            return;
        if (lease.Fault is { } fault)
        {
            party.ToMaster(this, master => master.Failed(this, lease.Token, fault));
            Drop(lease);
            return;
        }

        var sha = party.Lies(this) ? $"lie of {Id.Value} about {lease.Range}" : PartySimulation.TrueSha(lease.Range);
        var (token, range) = (lease.Token, lease.Range);
        party.ToMaster(this, master => master.Submit(this, token, range, sha));
    }

    /// <summary>The master has said what became of a partial.</summary>
    public void Settled(LeaseToken token)
    {
        if (_leases.Find(lease => lease.Token == token) is { } lease)
            Drop(lease);
    }

    private void GiveBack(SimulatedLease lease)
    {
        party.ToMaster(this, master => master.GaveBack(this, lease.Token));
        Drop(lease);
    }

    private void Drop(SimulatedLease lease)
    {
        lease.Plan++;
        party.CountedBytes += (long)lease.Counted;
        _leases.Remove(lease);
    }
}
