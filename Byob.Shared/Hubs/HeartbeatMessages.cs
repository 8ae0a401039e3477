using Byob.Shared.Chunks;
using MessagePack;

namespace Byob.Shared.Hubs;

/// <param name="IdleReason">Null while the worker counts; else why it does not, in words for people.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record WorkerHeartbeat(WorkerVitals Vitals, IReadOnlyList<LeaseProgress> Progress, string? IdleReason);

/// <param name="CpuPercent">Of the whole machine, 0 to 100, used by the worker's process since the last heartbeat.</param>
/// <param name="MemoryBytes">Resident memory of the worker's process.</param>
/// <param name="BytesPerSecond">Bytes counted a second since the last heartbeat, all slots together.</param>
/// <param name="BytesCounted">Bytes counted since the process started.</param>
/// <param name="ReceivedBytesPerSecond">Bytes of ranges that came over the network since the last heartbeat, as they travelled.</param>
/// <param name="SentBytesPerSecond">Bytes of partials sent since the last heartbeat.</param>
/// <param name="Celsius">The hottest part of the machine, where it tells.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record WorkerVitals(
    double CpuPercent, long MemoryBytes, double BytesPerSecond, long BytesCounted, double ReceivedBytesPerSecond = 0, double SentBytesPerSecond = 0, double? Celsius = null);

/// <param name="BytesRead">Bytes of the chunk that have arrived at the worker.</param>
/// <param name="BytesCounted">Bytes of the chunk that have been counted.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record LeaseProgress(LeaseToken Token, LeaseStage Stage, long BytesRead, long BytesCounted);

/// <summary>What a worker is doing with a lease.</summary>
public enum LeaseStage
{
    /// <summary>Waits for a free slot.</summary>
    Waiting,
    Reading,
    Counting,
    Sending,
}

/// <param name="Term">The master's reign number.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record MasterHeartbeat(long Term);

/// <summary>A job as workers are told of it.</summary>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record JobNotice(JobId Job, int Number, string Dataset, long DatasetLength, string Submitter);
