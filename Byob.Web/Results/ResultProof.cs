using Byob.Web.Live;

namespace Byob.Web.Results;

/// <summary>Content of <c>proof.json</c>: every byte of the dataset in exactly one range, and what was thrown away.</summary>
/// <param name="Ranges">In the order of the dataset.</param>
public sealed record ResultProof(
    Guid Job,
    int JobNumber,
    CoverProof Cover,
    IReadOnlyList<ProofRange> Ranges,
    IReadOnlyList<ProofDiscard> Discards)
{
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
        return new ResultProof(request.Job.Value, request.JobNumber, cover, ranges, request.Discards);
    }

    /// <summary>Whether the ranges are the whole dataset, each byte once.</summary>
    public bool Holds => Cover.Complete && Ranges.All(range => range.Start >= 0 && range.Start < range.End && range.End <= Cover.DatasetBytes);
}
