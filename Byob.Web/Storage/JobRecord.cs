using Byob.Web.Ledger;

namespace Byob.Web.Storage;

/// <summary>One count over one dataset, submitted by one member.</summary>
public sealed class JobRecord
{
    public Guid Id { get; set; }

    /// <summary>The number that people use: 1, 2, 3, …</summary>
    public int Number { get; set; }

    public Guid DatasetId { get; set; }

    /// <summary>Copied from the dataset, so that history outlives it.</summary>
    public required string DatasetName { get; set; }

    public long DatasetLength { get; set; }

    public string? DatasetSha256 { get; set; }

    /// <summary>Where the dataset lies on the web, and what says that it is still the same there; null for datasets with a SHA-256.</summary>
    public string? DatasetUrl { get; set; }

    public string? DatasetValidator { get; set; }

    public Guid SubmitterId { get; set; }

    public required string SubmitterName { get; set; }

    public JobState State { get; set; }

    /// <summary>Why it failed, was cancelled or is paused, in a sentence.</summary>
    public string? StateReason { get; set; }

    /// <summary>The bytes that stopped it, when it was some of them; else null.</summary>
    public long? TroubleStart { get; set; }

    /// <summary>One past the last of them.</summary>
    public long? TroubleEnd { get; set; }

    public required string Comment { get; set; }

    public bool FoldCase { get; set; }

    public int MinLength { get; set; } = 1;

    public JobPriority Priority { get; set; }

    /// <summary>The most workers that may count it at a time; null for no bound.</summary>
    public int? WorkerCap { get; set; }

    public VerificationMode Verification { get; set; }

    /// <summary>For a spot check: how many of a trusted worker's chunks in a hundred.</summary>
    public int VerificationPercent { get; set; }

    /// <summary>Folder below the party's result folder.</summary>
    public required string ResultName { get; set; }

    public DateTimeOffset SubmittedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Set when done: words counted, all together.</summary>
    public long? TotalWords { get; set; }

    /// <summary>Set when done: different words.</summary>
    public long? DistinctWords { get; set; }

    public JobRecord Copy() => (JobRecord)MemberwiseClone();
}

public enum JobState
{
    Queued,
    Running,
    Paused,

    /// <summary>Every byte is counted; the partials are being merged.</summary>
    Finishing,
    Done,
    Failed,
    Cancelled,
}
