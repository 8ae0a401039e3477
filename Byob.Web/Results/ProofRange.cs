namespace Byob.Web.Results;

/// <summary>One range of the proof: whose attempt counted it, and which partial says so.</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">One past the last byte.</param>
/// <param name="PartialSha256">Lower-case hexadecimal.</param>
/// <param name="Attempt">1 for the first try at these bytes.</param>
/// <param name="Words">All words of the range.</param>
/// <param name="VerifiedById">The other worker whose partial was the same, byte for byte; null when nobody checked it.</param>
public sealed record ProofRange(
    long Start,
    long End,
    string PartialSha256,
    Guid WorkerId,
    string WorkerName,
    int Attempt,
    long Words,
    long DistinctWords,
    DateTimeOffset LeasedAt,
    DateTimeOffset DoneAt,
    Guid? VerifiedById = null,
    string? VerifiedByName = null);
