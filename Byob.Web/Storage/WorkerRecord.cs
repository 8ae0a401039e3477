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

    /// <summary>True for the master's own worker.</summary>
    public bool BuiltIn { get; set; }
}
