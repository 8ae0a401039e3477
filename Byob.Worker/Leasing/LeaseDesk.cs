using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Worker.Status;

namespace Byob.Worker.Leasing;

/// <summary>
/// Decides what becomes of the leases that a worker holds: which is read, counted, sent or given back, and when. Pure: an event goes in,
/// actions come out; no I/O, no clock, no lock. One caller.
/// </summary>
internal sealed class LeaseDesk
{
    /// <summary>Partials that are sent side by side; more would only share one connection.</summary>
    private const int SendsAtOnce = 3;

    private const int LongestReason = 500;
    private const string Stops = "The worker stops.";

    private readonly SortedDictionary<int, HeldChunk> _held = [];

    /// <summary>Keys that have a slot. A forgotten lease keeps its slot until its counting has really ended.</summary>
    private readonly HashSet<int> _slots = [];

    private readonly List<DeskAction> _actions = [];
    private readonly ShrinkDesk _shrinks;
    private WorkerCapacity _capacity;
    private string _capacityReason = "";
    private int _lastKey;
    private int _session;
    private bool _online;
    private bool _stopping;

    public LeaseDesk(WorkerCapacity capacity)
    {
        _capacity = capacity;
        _shrinks = new ShrinkDesk(_held, _actions);
    }

    /// <summary>A master may settle a lease and grant the next before its answer is here, so a little more than the credit is in order.</summary>
    private int MostHeld => (2 * _capacity.Credit) + 2;

    /// <summary>All leases that are not settled, in the order in which they came.</summary>
    public IReadOnlyCollection<HeldChunk> Held => _held.Values;

    /// <summary>The leases as they are presented to a master on joining.</summary>
    public IReadOnlyList<HeldLease> Present() =>
        [.. _held.Values.Where(chunk => chunk.Stage != HeldStage.Returned).Select(chunk => chunk.Present())];

    /// <summary>Takes in what happened and returns what is to be done now.</summary>
    public IReadOnlyList<DeskAction> On(DeskEvent happened)
    {
        _actions.Clear();
        switch (happened)
        {
            case DeskEvent.Assigned assigned:
                Take(assigned.Lease);
                break;
            case DeskEvent.Revoked revoked:
                if (Find(revoked.Token) is { } taken)
                    Lose(taken, revoked.Reason);
                break;
            case DeskEvent.ShrinkAsked asked:
                if (Find(asked.Token) is { } tooLong)
                    _shrinks.Asked(tooLong, asked.End);
                break;
            case DeskEvent.ShrinkDecided decided:
                if (_held.TryGetValue(decided.Key, out var shrunk))
                    ShrinkDesk.Decided(shrunk, decided.End);
                break;
            case DeskEvent.ShrinkTold answered:
                if (answered.Session == _session)
                    _shrinks.Told(answered.Key);
                break;
            case DeskEvent.ShrinkNotTold notTold:
                if (notTold.Session == _session)
                    _shrinks.NotTold(notTold.Key);
                break;
            case DeskEvent.ReadFailed failed:
                if (_held.TryGetValue(failed.Key, out var unread) && unread.Stage is HeldStage.Reading or HeldStage.Counting)
                    Fail(unread, LeaseFailureKind.ReadFailed, failed.Sentence);
                break;
            case DeskEvent.Counted counted:
                if (FreeSlot(counted.Key) is { } whole)
                    whole.Stage = HeldStage.Ready;
                break;
            case DeskEvent.NotCounted notCounted:
                if (FreeSlot(notCounted.Key) is { } broken)
                    Fail(broken, notCounted.Kind, notCounted.Sentence);
                break;
            case DeskEvent.Submitted submitted:
                if (_held.TryGetValue(submitted.Key, out var sent))
                    Settle(sent, submitted.Reply);
                break;
            case DeskEvent.FailureTold told:
                _held.Remove(told.Key);
                break;
            case DeskEvent.NotSent notSent:
                if (_held.TryGetValue(notSent.Key, out var unsent) && unsent.Stage == HeldStage.Sending)
                    SendAgain(unsent, notSent.Session);
                break;
            case DeskEvent.RetryDue due:
                if (_held.TryGetValue(due.Key, out var putOff))
                    TryAgain(putOff);
                break;
            case DeskEvent.Joined joined:
                Resume(joined);
                break;
            case DeskEvent.Disconnected:
                _online = false;
                _shrinks.Void();
                break;
            case DeskEvent.CapacityChanged changed:
                (_capacity, _capacityReason) = (changed.Capacity, changed.Reason);
                GiveBackBeyondCredit();
                if (changed.AtOnce && _capacity.Slots == 0)
                    GiveBack(HeldStage.Counting, HeldStage.Counting, changed.Reason);
                break;
            case DeskEvent.StopTaking:
                _stopping = true;
                GiveBack(HeldStage.Waiting, HeldStage.Reading, Stops);
                break;
            case DeskEvent.StopCounting:
                GiveBack(HeldStage.Counting, HeldStage.Counting, Stops);
                break;
            default:
                throw new InvalidOperationException($"The desk does not know the event {happened}.");
        }

        Advance();
        return [.. _actions];
    }

    /// <summary>Begins whatever can begin now.</summary>
    private void Advance()
    {
        var reading = Count(HeldStage.Reading) + Count(HeldStage.Counting);
        var sending = Count(HeldStage.Sending);
        foreach (var chunk in _held.Values)
        {
            if (chunk.Stage == HeldStage.Waiting && reading < _capacity.Credit)
            {
                reading++;
                chunk.Stage = HeldStage.Reading;
                _actions.Add(new DeskAction.StartReading(chunk.Key, chunk.Lease));
            }

            if (chunk.Stage == HeldStage.Reading && _slots.Count < _capacity.Slots)
            {
                chunk.Stage = HeldStage.Counting;
                _slots.Add(chunk.Key);
                _actions.Add(new DeskAction.StartCounting(chunk.Key));
            }

            if (chunk.Answer.IsDue && _online)
                _shrinks.Tell(chunk, _session);

            if (chunk.Stage == HeldStage.Ready && _online && !chunk.Answer.IsOwed && (chunk.Failure is not null || sending < SendsAtOnce))
            {
                sending++;
                Send(chunk);
            }
        }
    }

    private void Send(HeldChunk chunk)
    {
        chunk.Stage = HeldStage.Sending;
        _actions.Add(chunk.Failure is var (kind, reason)
            ? new DeskAction.TellFailure(chunk.Key, new LeaseFailure(chunk.Lease.Token, kind, reason), _session)
            : new DeskAction.SendPartial(chunk.Key, chunk.Lease.Token, _session));
    }

    private void Take(ChunkLease lease)
    {
        if (Find(lease.Token) is not null)
            return;

        var chunk = new HeldChunk(++_lastKey, lease);
        _held.Add(chunk.Key, chunk);
        if (_stopping)
            Fail(chunk, LeaseFailureKind.GivenBack, Stops);
        else if (_capacity.Slots == 0)
            Fail(chunk, LeaseFailureKind.GivenBack, _capacityReason);
        else if (_held.Count > MostHeld)
            Fail(chunk, LeaseFailureKind.GivenBack, $"The worker holds {_held.Count - 1} leases already and takes {_capacity.Credit}.");
        else if (LeaseCheck.Fault(lease) is { } fault)
            Fail(chunk, LeaseFailureKind.CountFailed, fault);
    }

    /// <summary>The chunk whose counting ended; null when it was forgotten or has failed meanwhile.</summary>
    private HeldChunk? FreeSlot(int key)
    {
        _slots.Remove(key);
        return _held.TryGetValue(key, out var chunk) && chunk.Stage == HeldStage.Counting ? chunk : null;
    }

    private void Settle(HeldChunk chunk, SubmissionReply reply)
    {
        if (reply.Outcome == SubmissionOutcome.Retry)
        {
            Tell(WorkerNewsKind.ChunkNotAccepted, reply.Sentence, chunk);
            PutOff(chunk);
            return;
        }

        Tell(reply.Outcome == SubmissionOutcome.Accepted ? WorkerNewsKind.ChunkAccepted : WorkerNewsKind.ChunkNotAccepted, reply.Sentence, chunk);
        Remove(chunk);
    }

    private void SendAgain(HeldChunk chunk, int session)
    {
        // A send of an earlier connection broke with it: the way is free now. One of this connection would break again at once.
        if (session != _session)
            chunk.Stage = HeldStage.Ready;
        else
            PutOff(chunk);
    }

    private static void TryAgain(HeldChunk chunk)
    {
        chunk.Answer.TryAgain();
        if (chunk.Stage == HeldStage.PutOff)
            chunk.Stage = HeldStage.Ready;
    }

    private void PutOff(HeldChunk chunk)
    {
        chunk.Stage = HeldStage.PutOff;
        chunk.Tries++;
        _actions.Add(new DeskAction.RetryLater(chunk.Key, chunk.Tries));
    }

    private void Resume(DeskEvent.Joined joined)
    {
        _session = joined.Session;
        _online = true;
        foreach (var token in joined.Presented)
        {
            if (Find(token) is not { } chunk)
                continue;

            var verdict = joined.Verdicts.FirstOrDefault(v => v.Held == token);
            if (verdict?.Renewed is { } renewed)
                chunk.Lease = chunk.Lease with { Token = renewed };
            else
                Lose(chunk, verdict?.Reason ?? "The master did not renew the lease.");
        }

        foreach (var chunk in _held.Values.Where(chunk => chunk.Stage == HeldStage.PutOff))
            chunk.Stage = HeldStage.Ready;
    }

    private void GiveBack(HeldStage one, HeldStage other, string reason)
    {
        foreach (var chunk in _held.Values.Where(chunk => chunk.Stage == one || chunk.Stage == other).ToList())
            Fail(chunk, LeaseFailureKind.GivenBack, reason);
    }

    /// <summary>What came last and is not being counted goes back, until no more than the credit is left.</summary>
    private void GiveBackBeyondCredit()
    {
        var notBegun = _held.Values.Where(chunk => chunk.Stage is HeldStage.Waiting or HeldStage.Reading).ToList();
        var beyond = notBegun.Count + Count(HeldStage.Counting) - _capacity.Credit;
        foreach (var chunk in Enumerable.Reverse(notBegun).Take(beyond))
            Fail(chunk, LeaseFailureKind.GivenBack, _capacityReason);
    }

    /// <summary>The chunk will not be counted here; the lease stays until the master knows.</summary>
    private void Fail(HeldChunk chunk, LeaseFailureKind kind, string reason)
    {
        chunk.Failure = (kind, reason.Length > LongestReason ? reason[..LongestReason] : reason);
        chunk.Stage = HeldStage.Ready;
        Tell(kind == LeaseFailureKind.GivenBack ? WorkerNewsKind.ChunkGivenBack : WorkerNewsKind.ChunkFailed, reason, chunk);
        _actions.Add(new DeskAction.Forget(chunk.Key));
    }

    /// <summary>The lease is not the worker's any more.</summary>
    private void Lose(HeldChunk chunk, string reason)
    {
        Tell(WorkerNewsKind.ChunkLost, reason, chunk);
        Remove(chunk);
    }

    private void Remove(HeldChunk chunk)
    {
        _held.Remove(chunk.Key);
        _actions.Add(new DeskAction.Forget(chunk.Key));
    }

    private void Tell(WorkerNewsKind kind, string sentence, HeldChunk chunk) =>
        _actions.Add(new DeskAction.Tell(chunk.Key, new WorkerNews(kind, sentence, chunk.Lease)));

    private HeldChunk? Find(LeaseToken token) => _held.Values.FirstOrDefault(chunk => chunk.Lease.Token == token);

    private int Count(HeldStage stage) => _held.Values.Count(chunk => chunk.Stage == stage);
}
