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

    /// <summary>
    /// The answer to <see cref="IWorkerClient.Shrink"/>: the lease now ends at <paramref name="end"/>, and what lies behind it is free for others.
    /// The lease's old end says that it is too late; its start gives the chunk back uncounted. Answered before the lease's partial is sent.
    /// </summary>
    Task AnswerShrink(LeaseToken token, long end);

    /// <summary>The owner's wishes changed: from now on the worker takes so much at once. Zero slots: nothing, until the next change.</summary>
    /// <param name="reason">Why, in words for people, at most 500 characters; null when there is nothing to say.</param>
    /// <param name="expected">How long from now this will last, when that is known.</param>
    Task ChangeCapacity(WorkerCapacity capacity, string? reason, TimeSpan? expected);

    /// <summary>The owner's limits changed: these are in force from now on.</summary>
    Task ChangeLimits(WorkerLimits limits);

    /// <summary>A polite goodbye: what the worker still holds is free again at once.</summary>
    Task Leave(string reason);
}
