using Byob.Web.Live;

namespace Byob.Web.Results;

/// <summary>Content of <c>proof.json</c>: every byte of the dataset in exactly one range, and what was thrown away.</summary>
/// <remarks>
/// The shape is relied upon by programs: properties are added, never renamed or taken away, and whoever must break that raises
/// <see cref="CurrentVersion"/>. Hashes are lower-case hexadecimal, times ISO 8601 with offset, ranges half-open byte offsets of the dataset.
/// </remarks>
/// <param name="Version">Of the shape: 1 had neither version nor effort; it is read as such.</param>
/// <param name="DatasetSha256">Of the bytes that the ranges are of; null when the dataset had none.</param>
/// <param name="Ranges">In the order of the dataset.</param>
/// <param name="Effort">Null in proofs of version 1.</param>
public sealed record ResultProof(
    int? Version,
    Guid Job,
    int JobNumber,
    string? DatasetSha256,
    CoverProof Cover,
    ProofEffort? Effort,
    IReadOnlyList<ProofRange> Ranges,
    IReadOnlyList<ProofDiscard> Discards)
{
    public const int CurrentVersion = 2;

    /// <summary>Where the dataset lies on the web; null when its bytes were on the master.</summary>
    public string? DatasetUrl { get; init; }

    /// <summary>For a dataset on the web, whose SHA-256 is not known: the entity tag or date of change that held at each read.</summary>
    public string? DatasetValidator { get; init; }

    /// <summary>Draws the proof up from the ranges themselves.</summary>
    public static ResultProof Of(ResultRequest request)
    {
        var ranges = request.Ranges.OrderBy(range => range.Start).ThenBy(range => range.End).ToList();
        long accepted = 0;
        long overlap = 0;
        long covered = 0;
        foreach (var range in ranges)
        {
            accepted += range.End - range.Start;
            overlap += Math.Max(0, Math.Min(covered, range.End) - range.Start);
            covered = Math.Max(covered, range.End);
        }

        var cover = new CoverProof(request.DatasetLength, accepted, overlap, ranges.Count, request.DiscardedBytes);
        var effort = new ProofEffort(
            request.Verification.Mode,
            request.Verification.Percent,
            ranges.Where(range => range.VerifiedById is not null).Sum(range => range.End - range.Start),
            request.CheckedBytes,
            request.DiscardedBytes,
            request.Attempts,
            request.Attempts - ranges.Count,
            request.Steals,
            request.StolenBytes,
            request.Speculations);
        return new ResultProof(CurrentVersion, request.Job.Value, request.JobNumber, request.DatasetSha256, cover, effort, ranges, request.Discards)
        {
            DatasetUrl = request.DatasetUrl,
            DatasetValidator = request.DatasetValidator,
        };
    }

    /// <summary>Whether the ranges are the whole dataset, each byte once.</summary>
    public bool Holds => Cover.Complete && Ranges.All(range => range.Start >= 0 && range.Start < range.End && range.End <= Cover.DatasetBytes);
}
