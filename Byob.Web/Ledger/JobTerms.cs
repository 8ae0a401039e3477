namespace Byob.Web.Ledger;

/// <summary>What a submitter asked of the queue for one job.</summary>
/// <param name="Submitter">The member whose share it counts against.</param>
/// <param name="Priority">Higher ones go first.</param>
/// <param name="WorkerCap">The most workers that may count it at a time; null for no bound.</param>
/// <param name="Verification">How much of it is counted twice.</param>
public sealed record JobTerms(Guid Submitter, JobPriority Priority = JobPriority.Normal, int? WorkerCap = null, Verification Verification = default);
