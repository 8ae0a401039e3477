using Byob.Shared.Chunks;

namespace Byob.Shared.Hubs;

/// <summary>What the master tells a worker.</summary>
public interface IWorkerClient
{
    /// <summary>A chunk to count. Sent only while the worker has credit (slots + prefetch) left.</summary>
    Task Assign(ChunkLease lease);

    /// <summary>Stop this lease and forget it: its token no longer counts.</summary>
    Task Revoke(LeaseToken token, string reason);

    /// <summary>
    /// Others have nothing to do: end this lease at <paramref name="end"/>, which lies between words, if no byte behind it is read yet. An end at the
    /// lease's start means: give it back, unless its counting has begun. Answered with <see cref="IPartyHub.AnswerShrink"/> at once.
    /// </summary>
    Task Shrink(LeaseToken token, long end);

    /// <summary>Which job the party is working on, for the worker's display; null when there is none.</summary>
    Task CurrentJob(JobNotice? job);

    /// <summary>The worker's owner, or the host, steers it from the dashboard; stands until the next order. A worker that its owner holds at the machine stays held.</summary>
    Task Steer(WorkerOrder order);

    /// <summary>The party does not trust the worker any more, and gives it no chunks until its owner or the host takes it back; this says why. Null: it is taken back.</summary>
    Task SetAside(string? reason);

    /// <summary>The master's sign of life. A worker that misses several of them doubts the connection and dials again.</summary>
    Task MasterHeartbeat(MasterHeartbeat heartbeat);

    /// <summary>The master ends this connection on purpose.</summary>
    Task Goodbye(GoodbyeKind kind, string reason);
}
