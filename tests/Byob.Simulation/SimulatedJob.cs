using Byob.Web.Ledger;

namespace Byob.Simulation;

/// <param name="PoisonAt">A byte that no worker can count; null when there is none.</param>
public sealed record SimulatedJob(
    long Bytes,
    TimeSpan At = default,
    int Submitter = 1,
    JobPriority Priority = JobPriority.Normal,
    int? WorkerCap = null,
    Verification Verification = default,
    long? PoisonAt = null);
