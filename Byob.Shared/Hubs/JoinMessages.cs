using Byob.Shared.Chunks;
using MessagePack;

namespace Byob.Shared.Hubs;

/// <summary>What a worker says of itself when it connects.</summary>
/// <param name="Instance">Made anew at each start of the process, so that two processes with one identity are told apart.</param>
/// <param name="MeasuredBytesPerSecond">What one slot counted lately, or in a short run of the real count before the first join; 0 when not known.</param>
/// <param name="Held">Leases of this or an earlier connection that are not settled.</param>
/// <param name="Limits">What its owner lets it use; null when nothing is limited.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record JoinRequest(
    int ProtocolVersion,
    string WorkerVersion,
    Guid Instance,
    MachineDescription Machine,
    WorkerCapacity Capacity,
    double MeasuredBytesPerSecond,
    IReadOnlyList<HeldLease> Held,
    WorkerLimits? Limits = null);

/// <param name="MemoryBytes">Physical memory that the process may see.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record MachineDescription(string HostName, string OperatingSystem, string Architecture, int Cores, long MemoryBytes, string Runtime);

/// <summary>How much a worker takes at once.</summary>
/// <param name="Slots">Chunks counted side by side, 1 to 256; 0 only in a change, for a worker that its owner holds.</param>
/// <param name="Prefetch">Further chunks held so that reading overlaps counting, 0 to 16.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record WorkerCapacity(int Slots, int Prefetch)
{
    /// <summary>The most leases that the master lets the worker hold.</summary>
    [IgnoreMember]
    public int Credit => Slots + Prefetch;
}

/// <summary>A lease that a worker brings back after a lost connection or a restart of the master.</summary>
/// <param name="Counted">True when the partial is ready and only waits to be sent.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record HeldLease(LeaseToken Token, JobId Job, ByteRange Range, bool Counted);

/// <param name="Refusal">Null when the worker is in; else a sentence that says why not and what to do.</param>
/// <param name="Term">The master's reign number.</param>
/// <param name="HeartbeatInterval">How often to send <see cref="IPartyHub.Heartbeat"/>.</param>
/// <param name="Verdicts">One for every held lease.</param>
/// <param name="ProtocolVersion">The master's; a worker of another one does not go on.</param>
/// <param name="Transport">How the connection runs, as the master sees it: "WebSockets" or "LongPolling".</param>
/// <param name="Order">What the worker was told to do and still is to; null for nothing but work.</param>
/// <param name="SetAside">Why it gets no chunks until it is taken back; null while it does.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record JoinReply(
    string? Refusal,
    string PartyName,
    string WorkerName,
    long Term,
    TimeSpan HeartbeatInterval,
    int MaxFrameBytes,
    IReadOnlyList<HeldLeaseVerdict> Verdicts,
    JobNotice? CurrentJob,
    WorkerOrder? Order = null,
    int ProtocolVersion = 0,
    string? Transport = null,
    string? SetAside = null);

/// <summary>What becomes of a held lease.</summary>
/// <param name="Held">The token it was held under.</param>
/// <param name="Renewed">The token to go on with (it may be the same); null when the lease is lost and its work is to be dropped.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record HeldLeaseVerdict(LeaseToken Held, LeaseToken? Renewed, string? Reason);
