using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Ledger;

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
    long DiscardedBytes)
{
    /// <summary>Where the dataset lies on the web; null when its bytes were on the master.</summary>
    public string? DatasetUrl { get; init; }

    /// <summary>Stands for the SHA-256, which is not known of a dataset on the web: the entity tag or date of change that held at each read.</summary>
    public string? DatasetValidator { get; init; }

    /// <summary>How much of the job was to be counted twice.</summary>
    public Verification Verification { get; init; }

    /// <summary>Bytes of checks that came to an end.</summary>
    public long CheckedBytes { get; init; }

    /// <summary>Attempts that came to an end, whether they count or not; checks that agreed left out.</summary>
    public int Attempts { get; init; }

    /// <summary>How often a holder handed over the rest of its chunk.</summary>
    public int Steals { get; init; }

    /// <summary>Bytes that changed hands so.</summary>
    public long StolenBytes { get; init; }

    /// <summary>How often a second worker was set on a chunk whose holder was slow or silent.</summary>
    public int Speculations { get; init; }
}
