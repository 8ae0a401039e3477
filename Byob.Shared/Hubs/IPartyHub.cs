using Byob.Shared.Chunks;

namespace Byob.Shared.Hubs;

/// <summary>What a worker can ask of the master. Every call needs a worker's bearer token.</summary>
public interface IPartyHub
{
    /// <summary>First call on every connection: who am I, what can I do, what do I still hold. Idempotent.</summary>
    Task<JoinReply> Join(JoinRequest request);

    /// <summary>Sign of life, sent every <see cref="JoinReply.HeartbeatInterval"/>, with the progress of every lease.</summary>
    Task Heartbeat(WorkerHeartbeat heartbeat);

    /// <summary>
    /// Streams a partial result (the format of <c>Byob.Shared.Partials</c>) in frames of at most <see cref="JoinReply.MaxFrameBytes"/>.
    /// The outcome says whether it counted; only <see cref="SubmissionOutcome.Retry"/> is worth sending again.
    /// </summary>
    Task<SubmissionReply> SubmitPartial(LeaseToken token, IAsyncEnumerable<byte[]> frames);

    /// <summary>The worker could not count the chunk, or gives it back uncounted; its bytes are free again.</summary>
    Task FailLease(LeaseFailure failure);

    /// <summary>A polite goodbye: what the worker still holds is free again at once.</summary>
    Task Leave(string reason);
}
