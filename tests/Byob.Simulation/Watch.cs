using Byob.Web.Ledger;

namespace Byob.Simulation;

/// <summary>Looks once a second at what must always hold, and at what may not last.</summary>
internal sealed class Watch(PartySimulation party)
{
    /// <summary>Seconds that something may last which ought to pass at once.</summary>
    private const int Patience = 6;

    private readonly Dictionary<object, int> _lasting = [];

    public void Look()
    {
        foreach (var job in party.Scheduler.Queue)
            CheckSums(job.Ledger);
        var seen = new HashSet<object>();
        var idle = false;
        foreach (var worker in party.Scheduler.Workers)
        {
            if (worker.Waiting.Count() > worker.Capacity.Prefetch + worker.Capacity.Slots)
                Last((worker.Id, "credit"), seen, $"{worker.Id} holds {worker.Leases.Count} leases and takes {worker.Capacity.Credit}.");
            var cause = party.Scheduler.WhyIdle(worker);
            idle |= cause == IdleCause.NothingFree && worker.SlotBytesPerSecond > 1e5;
            if (cause == IdleCause.Soon)
                Last((worker.Id, "idle"), seen, $"{worker.Id} is idle, and there is something for it.");
        }

        foreach (var lease in party.Scheduler.Workers.Where(worker => worker.Ready && idle).SelectMany(worker => worker.Leases))
        {
            if (lease.StartedAt is null && lease.Kind == LeaseKind.Count && lease.ShrinkAsked is null)
                Last(lease.Token, seen, $"{lease.Worker} sits on {lease.Range}, which it has not begun, while others have nothing to do.");
        }

        foreach (var gone in _lasting.Keys.Where(key => !seen.Contains(key)).ToList())
            _lasting.Remove(gone);
    }

    private void Last(object what, HashSet<object> seen, string sentence)
    {
        seen.Add(what);
        if ((_lasting[what] = _lasting.GetValueOrDefault(what) + 1) > Patience)
            throw party.Broken(sentence);
    }

    private void CheckSums(JobLedger ledger)
    {
        long free = 0, leased = 0, done = 0, at = 0, toCheck = 0;
        foreach (var entry in ledger.Ranges)
        {
            if (entry.Range.Start != at || entry.Range.IsEmpty)
                throw party.Broken($"The ledger has a hole or an overlap at byte {at}.");
            at = entry.Range.End;
            free += entry.State == RangeState.Free ? entry.Range.Length : 0;
            leased += entry.State == RangeState.Leased ? entry.Range.Length : 0;
            done += entry.State == RangeState.Done ? entry.Range.Length : 0;
            toCheck += entry is { State: RangeState.Done, Check: CheckState.Wanted } ? entry.Range.Length : 0;
            if (entry.State == RangeState.Leased && entry.Leases.Count == 0)
                throw party.Broken($"{entry.Range} is leased to nobody.");
        }

        if (at != ledger.Length || (free, leased, done, toCheck) != (ledger.FreeBytes, ledger.LeasedBytes, ledger.DoneBytes, ledger.ToCheckBytes))
            throw party.Broken($"The ledger's sums are wrong: free {ledger.FreeBytes} for {free}, leased {ledger.LeasedBytes} for {leased}, done {ledger.DoneBytes} for {done}.");
    }
}
