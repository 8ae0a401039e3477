using Byob.Shared.Hubs;

namespace Byob.Web.Workers;

/// <summary>Bounds on what a worker may say of itself: it is not trusted.</summary>
public static class JoinRules
{
    private const int LongestText = 500;
    private const int MostSlots = 256;
    private const int MostPrefetch = 256;
    private const int MostHeld = 1024;

    /// <summary>Null when the worker may join; else a sentence that says why not and what to do.</summary>
    public static string? Refusal(JoinRequest request)
    {
        if (request.ProtocolVersion < ProtocolVersion.Current)
            return $"This worker speaks protocol {request.ProtocolVersion}, the master {ProtocolVersion.Current}. Update the worker to the master's version.";
        if (request.ProtocolVersion > ProtocolVersion.Current)
            return $"This worker speaks protocol {request.ProtocolVersion}, the master only {ProtocolVersion.Current}. Update the master, or use an older worker.";
        if (request.Capacity.Slots is < 1 or > MostSlots || request.Capacity.Prefetch is < 0 or > MostPrefetch)
            return $"A worker has from 1 to {MostSlots} slots and from 0 to {MostPrefetch} chunks of prefetch. Mend its worker.json.";
        if (request.Held.Count > MostHeld)
            return $"A worker cannot bring back more than {MostHeld} leases. Empty its spool folder and start it again.";
        if (request.Instance == Guid.Empty || !double.IsFinite(request.MeasuredBytesPerSecond) || TooLong(request))
            return "The worker's description of itself is not well formed. Update the worker.";
        return null;
    }

    /// <summary>A heartbeat with its text cut to size and its numbers made finite.</summary>
    public static WorkerHeartbeat Bounded(WorkerHeartbeat heartbeat) => heartbeat with
    {
        IdleReason = heartbeat.IdleReason is { } reason ? Bounded(reason) : null,
        Vitals = heartbeat.Vitals with
        {
            CpuPercent = double.IsFinite(heartbeat.Vitals.CpuPercent) ? Math.Clamp(heartbeat.Vitals.CpuPercent, 0, 100) : 0,
            BytesPerSecond = double.IsFinite(heartbeat.Vitals.BytesPerSecond) ? Math.Max(0, heartbeat.Vitals.BytesPerSecond) : 0,
        },
    };

    public static string Bounded(string text) => text.Length <= LongestText ? text : text[..LongestText];

    private static bool TooLong(JoinRequest request)
    {
        var machine = request.Machine;
        ReadOnlySpan<string> texts = [request.WorkerVersion, machine.HostName, machine.OperatingSystem, machine.Architecture, machine.Runtime];
        foreach (var text in texts)
        {
            if (text.Length > LongestText)
                return true;
        }

        return false;
    }
}
