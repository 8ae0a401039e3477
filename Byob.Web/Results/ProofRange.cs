namespace Byob.Web.Results;

/// <summary>One range of the proof: whose attempt counted it, and which partial says so.</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">One past the last byte.</param>
/// <param name="PartialSha256">Lower-case hexadecimal.</param>
/// <param name="Words">All words of the range.</param>
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
    DateTimeOffset DoneAt);
