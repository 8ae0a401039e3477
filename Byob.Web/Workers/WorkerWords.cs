using System.Globalization;
using Byob.Shared.Hubs;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Hosting;
using Byob.Web.Live;
using Byob.Web.Party;

namespace Byob.Web.Workers;

/// <summary>What is said of a machine, as plain functions of how it is.</summary>
public static class WorkerWords
{
    /// <summary>Who owns it.</summary>
    public static string Owner(WorkerView worker) => worker.BuiltIn ? "Built into the master" : $"{worker.OwnerName}’s machine";

    /// <summary>Whether this member may steer it, as the master will judge.</summary>
    public static bool MaySteer(WorkerView worker, Actor actor) => actor.IsHost || (!worker.BuiltIn && worker.OwnerId == actor.MemberId);

    /// <summary>For those who may not.</summary>
    public static string WhoMaySteer(WorkerView worker) => worker.BuiltIn ? "Only the host can pause it." : $"Only {worker.OwnerName} or the host can pause or remove it.";

    /// <summary>Why it takes nothing by somebody's wish or limit, in a sentence; null while it takes chunks, and when something else is the cause.</summary>
    public static string? Held(WorkerView worker)
    {
        if (worker.Liveness is WorkerLiveness.Lost or WorkerLiveness.Left && worker.Order is null)
            return null;
        var own = worker.Capacity.Slots == 0 && worker.IdleReason != worker.SetAside ? worker.IdleReason : null;
        return own ?? worker.Order?.Sentence;
    }

    /// <summary>When what holds it ends, in words; null when that is not known.</summary>
    public static string? Until(WorkerView worker, DateTimeOffset now)
    {
        if (worker.HeldUntil is { } until)
            return until <= now ? "It goes on at any moment." : $"It goes on by itself in {InSteps(until - now)}.";
        return worker.Order is null ? null : $"It goes on when {(worker.BuiltIn ? "the host" : $"{worker.OwnerName} or the host")} resumes it.";
    }

    /// <summary>Null while worker and master are of one version.</summary>
    public static string? OtherVersion(WorkerView worker) =>
        !worker.IsOfOtherVersion ? null : $"The master is version {MasterVersion.Current}. They work together; update the older one when you can.";

    /// <summary>The machine itself, in the order in which people ask.</summary>
    public static string Platform(WorkerView worker) =>
        $"{worker.Machine.OperatingSystem} · {worker.Machine.Architecture} · {Format.Plural(worker.Machine.Cores, "core")} · {Format.Bytes(worker.Machine.MemoryBytes)}";

    /// <summary>Each limit in force, in a few words.</summary>
    public static IEnumerable<string> Limits(WorkerLimits limits)
    {
        if (limits.CpuPercent is { } percent)
            yield return $"at most {percent} % of the CPU";
        if (limits.Priority is { } priority && !priority.Equals("Normal", StringComparison.OrdinalIgnoreCase))
            yield return $"{priority.ToLowerInvariant()} priority";
        if (limits.MemoryBytes is { } memory)
            yield return $"{Format.RoundBytes(memory)} of memory";
        if (limits.DownBytesPerSecond is { } down)
            yield return $"reads {Format.RoundBytes(down)}/s";
        if (limits.UpBytesPerSecond is { } up)
            yield return $"sends {Format.RoundBytes(up)}/s";
        if (limits.DiskBytes is { } disk)
            yield return $"{Format.RoundBytes(disk)} of disk";
        if (limits.Hours is { Length: > 0 } hours)
            yield return $"hours: {hours}";
        if (limits.OnlyWhenIdle)
            yield return "only while nobody uses it";
        if (limits.NotOnBattery)
            yield return "not on battery";
        if (limits.MostCelsius is { } celsius)
            yield return string.Create(CultureInfo.InvariantCulture, $"pauses above {celsius:0} °C");
    }

    /// <summary>What it reads and sends over the network now.</summary>
    public static string Transfer(WorkerVitals vitals) => $"↓ {Format.Rate(vitals.ReceivedBytesPerSecond)}  ↑ {Format.Rate(vitals.SentBytesPerSecond)}";

    /// <summary>No finer than it matters, so that it is not written anew each second: seconds below a minute, then minutes.</summary>
    private static string InSteps(TimeSpan span) => span.TotalSeconds < 60
        ? $"{Math.Ceiling(span.TotalSeconds):0} s"
        : Format.Duration(TimeSpan.FromMinutes(Math.Ceiling(span.TotalMinutes)));
}
