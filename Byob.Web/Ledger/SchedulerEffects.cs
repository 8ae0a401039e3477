using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>What the scheduler wants done; a driver does it, in order.</summary>
public abstract record SchedulerEffect;

/// <summary>Push the lease to its worker.</summary>
public sealed record LeaseGranted(Lease Lease) : SchedulerEffect;

/// <summary>Tell the worker to drop the lease.</summary>
public sealed record LeaseRevoked(WorkerId Worker, LeaseToken Token, string Reason) : SchedulerEffect;

/// <summary>A lease ended; accepted ones are journalled as done, others are kept as failures.</summary>
public sealed record LeaseEnded(Lease Lease, LeaseEnd End, string? Reason) : SchedulerEffect;

/// <summary>The job got its first lease since it was queued or resumed.</summary>
public sealed record JobStarted(JobId Job) : SchedulerEffect;

/// <summary>Every byte of the job is done: merge.</summary>
public sealed record JobCounted(JobId Job) : SchedulerEffect;

/// <summary>The job cannot go on until a person looks: the reason is a sentence.</summary>
public sealed record JobParked(JobId Job, string Reason) : SchedulerEffect;
