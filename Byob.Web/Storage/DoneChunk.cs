using Byob.Web.Ledger;

namespace Byob.Web.Storage;

/// <summary>A range of a job that is counted: which attempt's partial holds it. Folded into the proof file when the job is done.</summary>
public sealed class DoneChunk
{
    public Guid JobId { get; set; }

    /// <summary>First byte; with the job, the key.</summary>
    public long Start { get; set; }

    /// <summary>One past the last byte.</summary>
    public long End { get; set; }

    /// <summary>Names the partial's file; lower-case hexadecimal.</summary>
    public required string PartialSha256 { get; set; }

    public long PartialLength { get; set; }

    public Guid WorkerId { get; set; }

    public required string WorkerName { get; set; }

    public int Attempt { get; set; }

    public long Words { get; set; }

    public long DistinctWords { get; set; }

    public DateTimeOffset LeasedAt { get; set; }

    public DateTimeOffset DoneAt { get; set; }

    /// <summary>Whether another worker is to count it too, or has.</summary>
    public CheckState Check { get; set; }

    /// <summary>The other worker that found the same; null while there is none.</summary>
    public Guid? VerifiedById { get; set; }

    public string? VerifiedByName { get; set; }

    public DoneChunk Copy() => (DoneChunk)MemberwiseClone();
}
