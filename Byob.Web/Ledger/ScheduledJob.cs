using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>A job in the queue, with its ledger.</summary>
public sealed class ScheduledJob(JobLedger ledger, JobTerms terms, long sequence)
{
    private readonly Dictionary<WorkerId, int> _leasesOf = [];

    public JobLedger Ledger { get; } = ledger;

    public JobId Id => Ledger.Job;

    public JobTerms Terms { get; internal set; } = terms;

    /// <summary>Rises with every job: first come, first served.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>Whether it may hand out chunks now.</summary>
    public bool Runnable { get; internal set; } = true;

    /// <summary>Whether it has handed out a chunk since it was queued or resumed.</summary>
    public bool Started { get; internal set; }

    /// <summary>What its next chunk waits for, in a sentence; null when it was cut, or was not asked for.</summary>
    public string? WaitsFor { get; internal set; }

    /// <summary>Workers that hold chunks of it now.</summary>
    public int WorkersNow => _leasesOf.Count;

    /// <summary>Whether its submitter lets one more worker, or this one, count it.</summary>
    public bool Admits(WorkerId worker) => Terms.WorkerCap is not { } cap || _leasesOf.Count < cap || _leasesOf.ContainsKey(worker);

    internal void Took(WorkerId worker) => _leasesOf[worker] = _leasesOf.GetValueOrDefault(worker) + 1;

    internal void Dropped(WorkerId worker)
    {
        if (_leasesOf.GetValueOrDefault(worker) is > 1 and var left)
            _leasesOf[worker] = left - 1;
        else
            _leasesOf.Remove(worker);
    }
}
