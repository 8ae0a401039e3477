namespace Byob.Web.Storage;

/// <summary>An attempt that did not count, kept for the job's page and its proof.</summary>
public sealed class ChunkFailure
{
    public Guid Id { get; set; }

    public Guid JobId { get; set; }

    public long Start { get; set; }

    public long End { get; set; }

    public Guid WorkerId { get; set; }

    public required string WorkerName { get; set; }

    public int Attempt { get; set; }

    /// <summary>What it came to, in one word: Failed, GivenBack, Lost, Malformed, Duplicate, …</summary>
    public required string Outcome { get; set; }

    public required string Reason { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Bytes that were counted for nothing, as far as it is known.</summary>
    public long CountedBytes { get; set; }
}
