namespace Byob.Web.Results;

/// <summary>An attempt that does not count, and why.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="CountedBytes">Bytes that were counted for nothing, as far as it is known.</param>
public sealed record ProofDiscard(long Start, long End, Guid WorkerId, string WorkerName, int Attempt, string Outcome, string Reason, DateTimeOffset At, long CountedBytes = 0);
