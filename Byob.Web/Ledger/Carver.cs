using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>Finds the next chunk of a job for a worker: which free bytes, how many, or which done ones to count again.</summary>
internal sealed class Carver(SchedulerOptions options, ICutAligner aligner, WorkerPool pool, JobQueue queue)
{
    /// <summary>A chunk that was cut for a fast worker is checked by a slow one only if that takes no longer than so many target durations, while there is better to do.</summary>
    private const double PatienceInTargets = 3;

    /// <summary>Ranges to check that are looked at while there are free bytes as well.</summary>
    private const int ChecksSeen = 64;

    /// <summary>How many times longer than all others need for the rest a worker may take for its chunk.</summary>
    private const double Lateness = 2;

    /// <summary>Seconds by which a chunk may be late in any case: nearly nothing left does not mean that nobody may take it.</summary>
    private const double LateBy = 0.5;

    /// <summary>Free bytes of all jobs that may hand out chunks.</summary>
    private long AllFreeBytes
    {
        get
        {
            long bytes = 0;
            foreach (var job in queue.Jobs)
                bytes += job.Runnable ? job.Ledger.FreeBytes : 0;
            return bytes;
        }
    }

    public Carving Carve(ScheduledJob job, ScheduledWorker worker)
    {
        if (PickGap(job, worker) is not { } gap)
            return default;

        var demand = Demand(job, worker);
        var wanted = ChunkSizing.Next(demand, options);
        if (!Suits(job, worker, gap, Math.Min(wanted, gap.Range.Length)))
            return default;
        if (gap.Range.Length - wanted < ChunkSizing.Least(demand, options) / 2)
            return new Carving(gap.Range);
        var cut = aligner.AlignNear(job.Id, gap.Range.Start, gap.Range.Start + wanted);
        return cut.IsKnown
            ? new Carving(new ByteRange(gap.Range.Start, Math.Min(cut.Position, gap.Range.End)))
            : new Carving(null, cut.Problem, cut.Waits);
    }

    /// <summary>Done bytes that another worker than this one counted, and that want a second count.</summary>
    public LedgerRange? PickCheck(ScheduledJob job, ScheduledWorker worker)
    {
        // A check is not taken in advance: it would wait for its turn while others could do it.
        if (job.Ledger.Unchecked.Count == 0 || worker.IdleSlots == 0)
            return null;
        var busy = job.Ledger.FreeBytes > 0;
        var longest = busy ? worker.SlotBytesPerSecond * options.TargetDuration.TotalSeconds * PatienceInTargets : double.PositiveInfinity;
        return job.Ledger.Unchecked
            .Take(busy ? ChecksSeen : int.MaxValue)
            .FirstOrDefault(entry => entry.Range.Length <= longest && !entry.KnownTo(worker.Id) && !IsOthersToTry(job, worker, entry));
    }

    /// <summary>Why a job has nothing for a worker that it admits.</summary>
    public IdleCause WhyNot(ScheduledJob job, ScheduledWorker worker)
    {
        if (job.Ledger.Free.Count > 0)
        {
            if (PickGap(job, worker) is not { } gap)
                return IdleCause.FailedHere;
            if (job.WaitsFor is not null)
                return IdleCause.Source;
            return Suits(job, worker, gap, Math.Min(ChunkSizing.Next(Demand(job, worker), options), gap.Range.Length)) ? IdleCause.Soon : IdleCause.TooSlow;
        }

        if (job.Ledger.Leases.Any(lease => lease.ShrinkAsked is not null))
            return IdleCause.Asked;
        return job.Ledger.Unchecked.Count > 0 && job.Ledger.Unchecked.All(entry => entry.KnownTo(worker.Id)) ? IdleCause.OwnChecks : IdleCause.NothingFree;
    }

    /// <summary>The first free bytes, but rather some that have not failed on this worker, unless it is the only one that may take them.</summary>
    private LedgerRange? PickGap(ScheduledJob job, ScheduledWorker worker)
    {
        foreach (var gap in job.Ledger.Free)
        {
            if (!IsOthersToTry(job, worker, gap))
                return gap;
        }

        return null;
    }

    private bool IsOthersToTry(ScheduledJob job, ScheduledWorker worker, LedgerRange entry) =>
        entry.FailedOn(worker.Id) && pool.Workers.Any(other => other.Takes && job.Admits(other.Id) && !entry.FailedOn(other.Id) && !entry.KnownTo(other.Id));

    private SizingDemand Demand(ScheduledJob job, ScheduledWorker worker)
    {
        var rate = worker.SlotBytesPerSecond;
        // What others are to count again must not be too long for them.
        if (job.Terms.Verification.Mode != VerificationMode.Off && pool.Slots > 0)
            rate = Math.Min(rate, pool.BytesPerSecond / pool.Slots);
        var memory = worker.MemoryBytes / Math.Max(1, worker.Capacity.Credit);
        return new SizingDemand(job.Ledger.FreeBytes, pool.BytesPerSecond, rate, worker.Measured, memory);
    }

    /// <summary>Whether the worker would be done with the chunk about when all others are with the rest of the queue. What is taken in advance has to wait for its slot first.</summary>
    private bool Suits(ScheduledJob job, ScheduledWorker worker, LedgerRange gap, long bytes)
    {
        if (!gap.Faults.IsEmpty || job.Terms.WorkerCap is not null)
            return true;
        var toGo = AllFreeBytes / Math.Max(pool.BytesPerSecond, 1);
        var takes = bytes / worker.SlotBytesPerSecond;
        return worker.IdleSlots > 0 ? takes <= (Lateness * toGo) + LateBy : worker.BacklogSeconds + takes <= toGo;
    }
}
