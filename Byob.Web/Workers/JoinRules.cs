using Byob.Shared.Hubs;

namespace Byob.Web.Workers;

/// <summary>Bounds on what a worker may say of itself: it is not trusted.</summary>
public static class JoinRules
{
    private const int LongestText = 500;
    private const int MostSlots = 256;
    private const int MostPrefetch = 16;
    private const int MostHeld = 1024;
    private const int MostCores = 1 << 16;

    /// <summary>Nothing counts faster than this, in bytes a second; sums of it stay numbers.</summary>
    private const double MostBytesPerSecond = 1e12;

    /// <summary>A worker that says it is held for longer has said nothing of use.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromDays(366);

    private const int LongestWord = 200;

    private const string NotWellFormed = "The worker's description of itself is not well formed. Update the worker.";

    /// <summary>Null when the worker may join; else a sentence that says why not and what to do.</summary>
    public static string? Refusal(JoinRequest request)
    {
        if (request.ProtocolVersion < ProtocolVersion.Current)
            return $"This worker speaks protocol {request.ProtocolVersion}, the master {ProtocolVersion.Current}. Update the worker to the master's version.";
        if (request.ProtocolVersion > ProtocolVersion.Current)
            return $"This worker speaks protocol {request.ProtocolVersion}, the master only {ProtocolVersion.Current}. Update the master, or use an older worker.";
        // A message may leave out what its type demands.
        if (request is not { Capacity: not null, Held: not null, Machine: not null } || !IsWellFormed(request))
            return NotWellFormed;
        if (request.Capacity.Slots < 1 || !Fits(request.Capacity))
            return $"A worker has from 1 to {MostSlots} slots and from 0 to {MostPrefetch} chunks of prefetch. Mend its worker.json.";
        if (request.Held.Count > MostHeld)
            return $"A worker cannot bring back more than {MostHeld} leases. Empty its spool folder and start it again.";
        return null;
    }

    /// <summary>Whether a worker may take so much; no slots at all is what its owner may change to.</summary>
    public static bool Fits(WorkerCapacity? capacity) => capacity is { Slots: >= 0 and <= MostSlots, Prefetch: >= 0 and <= MostPrefetch };

    /// <summary>A heartbeat with its text cut to size and its numbers made sensible.</summary>
    public static WorkerHeartbeat Bounded(WorkerHeartbeat heartbeat) => new(
        heartbeat.Vitals is { } vitals
            ? new WorkerVitals(
                double.IsFinite(vitals.CpuPercent) ? Math.Clamp(vitals.CpuPercent, 0, 100) : 0,
                Math.Max(0, vitals.MemoryBytes),
                Rate(vitals.BytesPerSecond),
                Math.Max(0, vitals.BytesCounted),
                Rate(vitals.ReceivedBytesPerSecond),
                Rate(vitals.SentBytesPerSecond),
                vitals.Celsius is { } celsius && double.IsFinite(celsius) ? Math.Clamp(celsius, -100, 200) : null)
            : new WorkerVitals(0, 0, 0, 0),
        [.. (heartbeat.Progress ?? []).Where(progress => progress is not null && Enum.IsDefined(progress.Stage))],
        heartbeat.IdleReason is { } reason ? Bounded(reason) : null);

    /// <summary>Limits with their texts cut to size and their numbers made sensible.</summary>
    public static WorkerLimits? Bounded(WorkerLimits? limits) => limits is null ? null : limits with
    {
        Preset = Word(limits.Preset) ?? "Own",
        CpuPercent = limits.CpuPercent is { } percent ? Math.Clamp(percent, 1, 100) : null,
        Priority = Word(limits.Priority),
        MemoryBytes = NotNegative(limits.MemoryBytes),
        DownBytesPerSecond = NotNegative(limits.DownBytesPerSecond),
        UpBytesPerSecond = NotNegative(limits.UpBytesPerSecond),
        DiskBytes = NotNegative(limits.DiskBytes),
        Hours = Word(limits.Hours),
        MostCelsius = limits.MostCelsius is { } celsius && double.IsFinite(celsius) ? Math.Clamp(celsius, 0, 200) : null,
    };

    public static string Bounded(string? text) => text is null ? "" : text.Length <= LongestText ? text : text[..LongestText];

    private static bool IsWellFormed(JoinRequest request) =>
        request.Instance != Guid.Empty
        && double.IsFinite(request.MeasuredBytesPerSecond)
        && request.MeasuredBytesPerSecond is >= 0 and <= MostBytesPerSecond
        && request.Machine is { Cores: >= 1 and <= MostCores, MemoryBytes: >= 0 }
        && IsShort(request.WorkerVersion)
        && IsShort(request.Machine.HostName)
        && IsShort(request.Machine.OperatingSystem)
        && IsShort(request.Machine.Architecture)
        && IsShort(request.Machine.Runtime)
        && request.Held.All(held => held is not null);

    private static double Rate(double bytesPerSecond) => double.IsFinite(bytesPerSecond) ? Math.Clamp(bytesPerSecond, 0, MostBytesPerSecond) : 0;

    private static long? NotNegative(long? number) => number is { } some ? Math.Max(0, some) : null;

    private static string? Word(string? text) => text is { Length: > LongestWord } ? text[..LongestWord] : text;

    private static bool IsShort(string? text) => text is { Length: <= LongestText };
}
