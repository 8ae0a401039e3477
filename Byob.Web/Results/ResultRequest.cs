using Byob.Shared.Chunks;
using Byob.Shared.Counting;

namespace Byob.Web.Results;

/// <summary>A job whose every byte is counted, as plain data: all that goes into its result.</summary>
/// <param name="ResultName">Folder below the party's results; see <see cref="ResultNames"/>.</param>
/// <param name="CountedAt">When the last range was done.</param>
/// <param name="Ranges">The done ranges, in any order. They cover the dataset exactly.</param>
/// <param name="Discards">Attempts that did not count.</param>
/// <param name="DiscardedBytes">Bytes that were counted and thrown away.</param>
public sealed record ResultRequest(
    JobId Job,
    int JobNumber,
    string ResultName,
    string DatasetName,
    string? DatasetSha256,
    long DatasetLength,
    CountOptions Options,
    string Submitter,
    string Comment,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset CountedAt,
    IReadOnlyList<ProofRange> Ranges,
    IReadOnlyList<ProofDiscard> Discards,
    long DiscardedBytes);
