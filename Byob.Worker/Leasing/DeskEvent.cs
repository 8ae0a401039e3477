using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Worker.Leasing;

/// <summary>Something that happened to the leases that a worker holds.</summary>
internal abstract record DeskEvent
{
    private DeskEvent()
    {
    }

    /// <summary>The master pushed a lease.</summary>
    public sealed record Assigned(ChunkLease Lease) : DeskEvent;

    /// <summary>The master took a lease back.</summary>
    public sealed record Revoked(LeaseToken Token, string Reason) : DeskEvent;

    /// <summary>The master asks for a lease to end at <paramref name="End"/>.</summary>
    public sealed record ShrinkAsked(LeaseToken Token, long End) : DeskEvent;

    /// <summary>The work on a lease ends at <paramref name="End"/>, whether as asked or as before. Nothing happens between the asking and this.</summary>
    public sealed record ShrinkDecided(int Key, long End) : DeskEvent;

    /// <summary>The master was told in a session where a lease ends.</summary>
    public sealed record ShrinkTold(int Key, int Session) : DeskEvent;

    /// <summary>The answer to a shrink did not get through in a session.</summary>
    public sealed record ShrinkNotTold(int Key, int Session) : DeskEvent;

    /// <summary>The bytes of a chunk cannot be had.</summary>
    public sealed record ReadFailed(int Key, string Sentence) : DeskEvent;

    /// <summary>A slot is free again, and the chunk's partial is in the spool.</summary>
    public sealed record Counted(int Key) : DeskEvent;

    /// <summary>A slot is free again, without a partial.</summary>
    public sealed record NotCounted(int Key, LeaseFailureKind Kind, string Sentence) : DeskEvent;

    /// <summary>The master answered a partial.</summary>
    public sealed record Submitted(int Key, SubmissionReply Reply) : DeskEvent;

    /// <summary>The master was told that a lease comes back without a partial.</summary>
    public sealed record FailureTold(int Key) : DeskEvent;

    /// <summary>A partial or a failure did not get through in a session.</summary>
    public sealed record NotSent(int Key, int Session) : DeskEvent;

    /// <summary>The wait that <see cref="DeskAction.RetryLater"/> asked for is over.</summary>
    public sealed record RetryDue(int Key) : DeskEvent;

    /// <summary>The worker is in the party (again).</summary>
    /// <param name="Presented">The tokens that it said it holds.</param>
    public sealed record Joined(int Session, IReadOnlyList<LeaseToken> Presented, IReadOnlyList<HeldLeaseVerdict> Verdicts) : DeskEvent;

    /// <summary>The connection is gone.</summary>
    public sealed record Disconnected : DeskEvent;

    /// <summary>From now on the worker takes so much at once. With no slots nothing is taken.</summary>
    /// <param name="Reason">Why, in words for people.</param>
    /// <param name="AtOnce">With no slots: what is being counted goes back; else it goes on.</param>
    public sealed record CapacityChanged(WorkerCapacity Capacity, string Reason, bool AtOnce = false) : DeskEvent;

    /// <summary>From now on nothing is taken and nothing begun; what is not being counted yet goes back.</summary>
    public sealed record StopTaking : DeskEvent;

    /// <summary>What is still being counted goes back as well.</summary>
    public sealed record StopCounting : DeskEvent;
}
