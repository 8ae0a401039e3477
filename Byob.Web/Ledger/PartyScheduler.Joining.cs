using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Web.Ledger;

/// <summary>Takes workers in, with what they still hold.</summary>
public sealed partial class PartyScheduler
{
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
            var adopted = job.Ledger.Grant(_newToken(), worker.Id, held.Range, now);
            Hold(job, worker, adopted, now);
            return new HeldLeaseVerdict(held.Token, adopted.Token, null);
        }

        // Somebody else counts exactly these bytes; who comes back with them counted is first.
        if (held.Counted && job.Ledger.Find(held.Range.Start) is { State: RangeState.Leased } entry && entry.Range == held.Range && !entry.KnownTo(worker.Id))
        {
            var beside = job.Ledger.GrantBeside(_newToken(), worker.Id, entry, now);
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
        edge == 0 || edge == job.Ledger.Length || (_aligner.Align(job.Id, edge) is { IsKnown: true, Position: var position } && position == edge);
}
