using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>What the scheduler wants done; a driver does it, in order.</summary>
public abstract record SchedulerEffect;

/// <summary>Push the lease to its worker.</summary>
public sealed record LeaseGranted(Lease Lease) : SchedulerEffect;

/// <summary>Tell the worker to drop the lease.</summary>
public sealed record LeaseRevoked(WorkerId Worker, LeaseToken Token, string Reason) : SchedulerEffect;

/// <summary>Ask the holder to end the lease at <paramref name="End"/>; at the lease's start, to give it back if it has not begun.</summary>
public sealed record ShrinkAsked(WorkerId Worker, LeaseToken Token, long End) : SchedulerEffect;

/// <summary>The holder agreed: the lease ends earlier, and <paramref name="Freed"/> is free for others.</summary>
public sealed record LeaseShrunk(Lease Lease, ByteRange Freed) : SchedulerEffect;

/// <summary>A lease ended. Those without a partial are kept as failures.</summary>
public sealed record LeaseEnded(Lease Lease, LeaseEnd End, string? Reason) : SchedulerEffect;

/// <summary>From now on this count stands for the range: the first, or another one than before.</summary>
public sealed record RangeAccepted(JobId Job, ByteRange Range, Tally Tally, CheckState Check) : SchedulerEffect;

/// <summary>Two different workers found the same in the range.</summary>
/// <param name="By">Whose count agrees with the accepted one.</param>
public sealed record RangeVerified(JobId Job, ByteRange Range, WorkerId By) : SchedulerEffect;

/// <summary>A count that stood does no longer: its bytes are free again.</summary>
public sealed record RangeUndone(JobId Job, ByteRange Range, WorkerId Worker, string Reason) : SchedulerEffect;

/// <summary>The job got its first lease since it was queued or resumed.</summary>
public sealed record JobStarted(JobId Job) : SchedulerEffect;

/// <summary>Every byte of the job is done, and every check it asked for: merge.</summary>
public sealed record JobCounted(JobId Job) : SchedulerEffect;

/// <summary>The job cannot go on until a person looks: the reason is a sentence.</summary>
/// <param name="Trouble">The bytes that stopped it, when it was some of them.</param>
public sealed record JobParked(JobId Job, string Reason, ByteRange? Trouble = null) : SchedulerEffect;

/// <summary>The worker gets no more chunks until somebody takes it back.</summary>
public sealed record WorkerSetAside(WorkerId Worker, string Reason) : SchedulerEffect;
