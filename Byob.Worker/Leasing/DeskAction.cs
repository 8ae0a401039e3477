using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Worker.Status;

namespace Byob.Worker.Leasing;

/// <summary>Something that the desk wants done. Actions are done in order; none waits for its end, which comes back as a <see cref="DeskEvent"/>.</summary>
internal abstract record DeskAction
{
    private DeskAction()
    {
    }

    public sealed record StartReading(int Key, ChunkLease Lease) : DeskAction;

    public sealed record StartCounting(int Key) : DeskAction;

    public sealed record SendPartial(int Key, LeaseToken Token, int Session) : DeskAction;

    public sealed record TellFailure(int Key, LeaseFailure Failure, int Session) : DeskAction;

    /// <summary>End the work on a lease at <paramref name="End"/> if that can still be; <see cref="DeskEvent.ShrinkDecided"/> is the next event then.</summary>
    public sealed record ShrinkWork(int Key, long End) : DeskAction;

    /// <summary>Tell the master where a lease ends.</summary>
    public sealed record TellShrink(int Key, LeaseToken Token, long End, int Session) : DeskAction;

    /// <param name="Tries">How often it has been tried, from 1.</param>
    public sealed record RetryLater(int Key, int Tries) : DeskAction;

    /// <summary>Break off what runs for the lease and delete its partial.</summary>
    public sealed record Forget(int Key) : DeskAction;

    /// <param name="Key">The lease that it is about.</param>
    public sealed record Tell(int Key, WorkerNews News) : DeskAction;
}
