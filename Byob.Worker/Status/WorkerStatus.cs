using System.Collections.Immutable;
using Byob.Shared.Hubs;

namespace Byob.Worker.Status;

/// <summary>What a worker is doing, at one moment.</summary>
/// <param name="Why">The connection's state in words for people.</param>
/// <param name="PartyName">Null until the worker has joined for the first time.</param>
/// <param name="Job">What the party is counting; null when it counts nothing.</param>
/// <param name="BytesPerSecond">Counted, over the last few seconds.</param>
/// <param name="BytesCounted">Counted since the engine started.</param>
/// <param name="HeldBecause">Null while the worker takes chunks; else why it may take none.</param>
/// <param name="HeldUntil">When that ends by itself; null when that is not known.</param>
/// <param name="ChunksAccepted">Chunks whose partials count, since the engine started.</param>
public sealed record WorkerStatus(
    ConnectionState Connection,
    string Why,
    string? PartyName,
    string WorkerName,
    JobNotice? Job,
    ImmutableArray<LeaseStatus> Leases,
    double BytesPerSecond,
    long BytesCounted,
    int ChunksAccepted,
    string? HeldBecause = null,
    DateTimeOffset? HeldUntil = null)
{
    /// <summary>How the last connection ran: "WebSockets", or "LongPolling" where those are blocked; null before the first.</summary>
    public string? Transport { get; init; }
}
