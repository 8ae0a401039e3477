using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Worker.Limits;
using Byob.Worker.Status;

namespace Byob.Worker.Commands;

/// <summary>What the console says, as plain functions of what there is to say.</summary>
internal static class ConsoleLines
{
    /// <summary>Ranges named in a status line; the others are only counted.</summary>
    private const int RangesShown = 2;

    public static string News(WorkerNews news) => news switch
    {
        { Kind: WorkerNewsKind.ChunkAccepted, Lease: { } lease } => $"Counted {Chunk(lease)} at {Megabytes(news.BytesPerSecond)} MB/s",
        { Lease: { } lease } => $"{Verb(news.Kind)} {Chunk(lease)}: {news.Sentence}",
        _ => news.Sentence,
    };

    public static string Status(WorkerStatus status, TimeProvider time)
    {
        var state = status.Connection switch
        {
            ConnectionState.Connecting => "connecting",
            ConnectionState.Joined => status switch
            {
                { Leases.IsEmpty: false } => "working",
                { HeldBecause: { } reason, HeldUntil: { } until } => $"idle {UntilWords.Of(until, time)}: {reason.TrimEnd('.')}",
                { HeldBecause: { } reason } => $"idle: {reason.TrimEnd('.')}",
                _ => "idle",
            },
            ConnectionState.Waiting => "master away",
            ConnectionState.Stopping => "stopping",
            _ => "ended",
        };
        var counting = status.Leases.Where(lease => lease.Stage is not LeaseStage.Waiting).ToList();
        var shown = string.Concat(counting.Take(RangesShown).Select(lease => $" | {Range(lease.Lease.Range)} {Verb(lease.Stage)} {Percent(lease)}"));
        var more = counting.Count > RangesShown ? $" | and {counting.Count - RangesShown} more" : "";
        return $"{state}{shown}{more} | {Megabytes(status.BytesPerSecond)} MB/s | {status.ChunksAccepted} chunks, {Megabytes(status.BytesCounted)} MB";
    }

    private static string Verb(WorkerNewsKind kind) => kind switch
    {
        WorkerNewsKind.ChunkNotAccepted => "Not taken:",
        WorkerNewsKind.ChunkLost => "Lost",
        WorkerNewsKind.ChunkGivenBack => "Gave back",
        _ => "Failed:",
    };

    private static string Verb(LeaseStage stage) => stage switch
    {
        LeaseStage.Reading => "read",
        LeaseStage.Counting => "counted",
        _ => "sending",
    };

    private static string Chunk(ChunkLease lease) => $"job {lease.JobNumber}, {Range(lease.Range)}, {Megabytes(lease.Range.Length)} MB";

    private static string Range(ByteRange range) => $"bytes {range.Start:N0} to {range.End:N0}";

    private static string Percent(LeaseStatus lease)
    {
        var done = lease.Stage == LeaseStage.Reading ? lease.BytesRead : lease.BytesCounted;
        return lease.Stage == LeaseStage.Sending ? "" : $"{done * 100 / Math.Max(1, lease.Lease.Range.Length)} %";
    }

    private static string Megabytes(double bytes) => (bytes / 1_000_000).ToString("N1");
}
