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
                double.IsFinite(vitals.BytesPerSecond) ? Math.Clamp(vitals.BytesPerSecond, 0, MostBytesPerSecond) : 0,
                Math.Max(0, vitals.BytesCounted))
            : new WorkerVitals(0, 0, 0, 0),
        [.. (heartbeat.Progress ?? []).Where(progress => progress is not null && Enum.IsDefined(progress.Stage))],
        heartbeat.IdleReason is { } reason ? Bounded(reason) : null);

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

    private static bool IsShort(string? text) => text is { Length: <= LongestText };
}
