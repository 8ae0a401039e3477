using Byob.Shared.Counting;
using Byob.Web.Live;

namespace Byob.Web.Results;

/// <summary>Content of <c>summary.json</c>: what was counted, for whom, and what came of it.</summary>
public sealed record ResultSummary(
    Guid Job,
    int JobNumber,
    string DatasetName,
    string? DatasetSha256,
    long DatasetLength,
    CountOptions Options,
    string UnicodeVersion,
    string Submitter,
    string Comment,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset CountedAt,
    DateTimeOffset StoredAt,
    long Words,
    long DistinctWords,
    CoverProof Proof)
{
    /// <summary>Where the dataset lies on the web; null when its bytes were on the master.</summary>
    public string? DatasetUrl { get; init; }

    /// <summary>For a dataset on the web, whose SHA-256 is not known: the entity tag or date of change that held at each read.</summary>
    public string? DatasetValidator { get; init; }
}
