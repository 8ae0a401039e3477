using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>A job in the queue, with its ledger.</summary>
public sealed class ScheduledJob(JobLedger ledger)
{
    public JobLedger Ledger { get; } = ledger;

    public JobId Id => Ledger.Job;

    /// <summary>Whether it may hand out chunks now.</summary>
    public bool Runnable { get; internal set; } = true;

    /// <summary>Whether it has handed out a chunk since it was queued or resumed.</summary>
    public bool Started { get; internal set; }
}
