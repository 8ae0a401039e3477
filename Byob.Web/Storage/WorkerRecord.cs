using Byob.Shared.Hubs;

namespace Byob.Web.Storage;

/// <summary>A machine that enrolled. Its token is kept as a SHA-256 hash (the token itself is 256 random bits).</summary>
public sealed class WorkerRecord
{
    public Guid Id { get; set; }

    public required string Name { get; set; }

    public Guid OwnerId { get; set; }

    public required string OwnerName { get; set; }

    public required byte[] TokenHash { get; set; }

    public DateTimeOffset EnrolledAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Set when the worker's connection ended.</summary>
    public DateTimeOffset? LastSeenAt { get; set; }

    /// <summary>How often it was outvoted, since it was last taken back.</summary>
    public int Strikes { get; set; }

    /// <summary>Chunks failed since the last good one.</summary>
    public int FailuresInARow { get; set; }

    /// <summary>Chunks on which others agreed with it, since it was last outvoted.</summary>
    public int GoodChecks { get; set; }

    /// <summary>Why it gets no more chunks, in a sentence; null while it does.</summary>
    public string? SetAside { get; set; }

    /// <summary>Chunks whose partials counted, chunks that failed here, and the bytes of those that counted; written now and then.</summary>
    public long ChunksAccepted { get; set; }

    public long ChunksFailed { get; set; }

    public long BytesCounted { get; set; }

    /// <summary>What it was told from the dashboard and still is to do; null for nothing but work.</summary>
    public WorkerOrderKind? OrderKind { get; set; }

    /// <summary>When that ends by itself; null: with the next order.</summary>
    public DateTimeOffset? OrderUntil { get; set; }

    /// <summary>The member who gave it.</summary>
    public string? OrderBy { get; set; }

    /// <summary>True for the master's own worker.</summary>
    public bool BuiltIn { get; set; }
}
