using Byob.Shared.Chunks;
using MessagePack;

namespace Byob.Shared.Hubs;

/// <summary>Why a lease comes back without a partial.</summary>
/// <param name="Reason">In words for people, at most 500 characters.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record LeaseFailure(LeaseToken Token, LeaseFailureKind Kind, string Reason);

public enum LeaseFailureKind
{
    /// <summary>Nobody's fault: the worker leaves, or its owner paused it. Does not count against the chunk.</summary>
    GivenBack,

    /// <summary>The bytes could not be read.</summary>
    ReadFailed,

    /// <summary>The bytes could not be counted (a word beyond the limit, no memory, no disk).</summary>
    CountFailed,
}

/// <param name="Sentence">What happened, for the worker's log.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record SubmissionReply(SubmissionOutcome Outcome, string Sentence);

/// <summary>What became of a partial result that a worker sent.</summary>
public enum SubmissionOutcome
{
    /// <summary>It counts, and is stored.</summary>
    Accepted,

    /// <summary>Its range is done already by another attempt.</summary>
    Duplicate,

    /// <summary>Its token is of an earlier term, or was revoked or expired.</summary>
    Stale,

    /// <summary>Its token belongs to another worker.</summary>
    Foreign,

    /// <summary>Its form, order, totals or checksum are wrong; its range is free again.</summary>
    Malformed,

    /// <summary>The job no longer wants it (paused is not such a case; cancelled and failed are).</summary>
    JobOver,

    /// <summary>The master could not store it now (no disk space, shutting down); keep it and send it again.</summary>
    Retry,

    /// <summary>Another worker counted the same chunk and was first.</summary>
    Late,

    /// <summary>Its lease ended without it, and others hold or have counted some of its bytes.</summary>
    Overlapping,
}

public enum GoodbyeKind
{
    /// <summary>The master stops; dial again until it is back.</summary>
    Restarting,

    /// <summary>The worker's token was revoked, or its owner was removed; do not dial again.</summary>
    Removed,

    /// <summary>Another process with this worker's identity connected; the later one stays.</summary>
    Replaced,
}
