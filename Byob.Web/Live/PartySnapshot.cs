using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Hubs;
using Byob.Web.Ledger;
using Byob.Web.Storage;
using Byob.Web.Workers;

namespace Byob.Web.Live;

/// <summary>Everything live of the party at one moment, immutable. A newer version replaces an older one whole.</summary>
/// <param name="Version">Rises with every snapshot of one run of the master.</param>
/// <param name="Workers">Connected and lately lost workers, by name.</param>
/// <param name="Jobs">Unfinished jobs in the order of the queue, then those that ended since the master started, newest first.</param>
/// <param name="Throughput">Bytes counted a second by the party, one point a second, oldest first, at most <see cref="ThroughputPoints"/>.</param>
public sealed record PartySnapshot(
    long Version,
    DateTimeOffset At,
    string PartyName,
    long Term,
    ImmutableArray<WorkerView> Workers,
    ImmutableArray<JobView> Jobs,
    ImmutableArray<ThroughputPoint> Throughput)
{
    public const int ThroughputPoints = 300;

    public static PartySnapshot Empty { get; } = new(0, DateTimeOffset.UnixEpoch, "", 0, [], [], []);
}

public readonly record struct ThroughputPoint(DateTimeOffset At, double BytesPerSecond);

public enum WorkerLiveness
{
    Alive,

    /// <summary>Missed a heartbeat or two.</summary>
    Suspect,

    /// <summary>Missed more; its leases are free again.</summary>
    Lost,

    /// <summary>Said goodbye.</summary>
    Left,
}

/// <param name="Colour">0 to 11, stable while the worker is known; paints its ranges in the ledger.</param>
/// <param name="LastHeardAt">When anything last came from it; show the age, never a self-reported state.</param>
/// <param name="IdleReason">Why it counts nothing now, in words for people; null while it counts.</param>
/// <param name="BytesPerSecond">Counted, smoothed over some seconds.</param>
/// <param name="ChunksAccepted">Since the machine enrolled, like the failed ones.</param>
public sealed record WorkerView(
    WorkerId Id,
    string Name,
    string OwnerName,
    Guid OwnerId,
    bool BuiltIn,
    int Colour,
    WorkerLiveness Liveness,
    DateTimeOffset ConnectedAt,
    DateTimeOffset LastHeardAt,
    MachineDescription Machine,
    WorkerCapacity Capacity,
    string WorkerVersion,
    WorkerVitals Vitals,
    double BytesPerSecond,
    ImmutableArray<LeaseView> Leases,
    long ChunksAccepted,
    long ChunksFailed,
    string? IdleReason)
{
    /// <summary>Why it gets no more chunks until its owner or the host takes it back, in a sentence; null while it does.</summary>
    public string? SetAside { get; init; }

    /// <summary>How its connection runs, or ran last: "WebSockets" or "LongPolling" (where those are blocked); null when that is not known.</summary>
    public string? Transport { get; init; }

    /// <summary>Of another version than the master, though of the same protocol.</summary>
    public bool IsOfOtherVersion { get; init; }

    /// <summary>What its owner lets it use; null when it has not said, or nothing is limited.</summary>
    public WorkerLimits? Limits { get; init; }

    /// <summary>When it takes chunks again by itself; null while it takes some, and when that is not known.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>What it was told from the dashboard and still is to do; null for nothing but work.</summary>
    public StandingOrder? Order { get; init; }

    /// <summary>Bytes of all chunks that it counted for the party and that were accepted.</summary>
    public long BytesAccepted { get; init; }

    /// <summary>As <see cref="RateRing.Points"/>.</summary>
    public ImmutableArray<float> Rates { get; init; } = [];
}

/// <summary>A lease as it stands: what a worker is doing.</summary>
public sealed record LeaseView(LeaseToken Token, JobId Job, int JobNumber, ByteRange Range, int Attempt, LeaseStage Stage, long BytesRead, long BytesCounted, DateTimeOffset GrantedAt);

/// <param name="PlaceInLine">1 for the next one; null when it does not wait.</param>
/// <param name="DoneBytes">Bytes whose partials are accepted.</param>
/// <param name="CountedBytes">Done bytes, and those that workers report as counted in running leases.</param>
/// <param name="LeasedBytes">Bytes that are leased now.</param>
/// <param name="BytesPerSecond">Smoothed; 0 when nothing moves.</param>
/// <param name="Remaining">Estimated time to the end of counting; null when it cannot be told.</param>
/// <param name="MergeFraction">0 to 1 while finishing.</param>
/// <param name="Waiting">Why it does not move, in words for people; null when it does.</param>
public sealed record JobView(
    JobId Id,
    int Number,
    DatasetId Dataset,
    string DatasetName,
    long DatasetLength,
    string? DatasetSha256,
    Guid SubmitterId,
    string SubmitterName,
    JobState State,
    string? StateReason,
    string Comment,
    CountOptions Options,
    string ResultName,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    int? PlaceInLine,
    long DoneBytes,
    long CountedBytes,
    long LeasedBytes,
    double BytesPerSecond,
    TimeSpan? Remaining,
    double MergeFraction,
    int ChunksDone,
    int Failures,
    long TotalWords,
    long? DistinctWords,
    string? Waiting)
{
    /// <summary>What its submitter asked of the queue.</summary>
    public JobTerms Terms { get; init; } = new(SubmitterId);

    /// <summary>How often a holder handed over the rest of its chunk to idle workers.</summary>
    public int Steals { get; init; }

    /// <summary>Bytes that changed hands so.</summary>
    public long StolenBytes { get; init; }

    /// <summary>Bytes in which two different workers found the same.</summary>
    public long VerifiedBytes { get; init; }

    /// <summary>Done bytes that wait for a second count, or for its end.</summary>
    public long ToCheckBytes { get; init; }
}
