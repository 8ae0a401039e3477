using System.Collections.Immutable;
using Byob.Shared.Hubs;
using Byob.Worker.Limits;
using Byob.Worker.Status;

namespace Byob.Worker.Control;

/// <summary>How a running worker is: what <c>byob status --json</c> prints.</summary>
/// <param name="Why">The connection's state in words.</param>
/// <param name="BytesPerSecond">Counted, over the last few seconds.</param>
/// <param name="BytesCounted">Since the process started.</param>
/// <param name="Holds">All for which it takes no chunks; what counts most comes first.</param>
/// <param name="CpuPercent">Of the whole machine, used by the process since it was asked last.</param>
/// <param name="MemoryBytes">Resident memory of the process.</param>
internal sealed record WorkerReport(
    string Version,
    int ProcessId,
    DateTimeOffset StartedAt,
    string Master,
    string? Party,
    string Worker,
    ConnectionState Connection,
    string Why,
    WorkerReport.JobReport? Job,
    ImmutableArray<WorkerReport.ChunkReport> Chunks,
    WorkerCapacity Capacity,
    double BytesPerSecond,
    long BytesCounted,
    int ChunksAccepted,
    IReadOnlyList<Hold> Holds,
    double CpuPercent,
    long MemoryBytes)
{
    /// <summary>How the last connection ran: "WebSockets", or "LongPolling" where those are blocked; null before the first.</summary>
    public string? Transport { get; init; }

    public sealed record JobReport(int Number, string Dataset, long DatasetLength, string Submitter);

    public sealed record ChunkReport(int Job, long Start, long End, LeaseStage Stage, long BytesRead, long BytesCounted);
}
