using Byob.Shared.Hubs;
using Byob.Worker.Connection;
using Byob.Worker.Limits;

namespace Byob.Worker;

/// <summary>What a <see cref="WorkerEngine"/> needs to know before it starts.</summary>
public sealed record WorkerEngineOptions
{
    /// <summary>The base address of the master; may have a path.</summary>
    public required Uri Master { get; init; }

    /// <summary>SHA-256 of the master's certificate (64 lower-case hexadecimal digits): only that one is taken then. Null: the system's trust decides.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The worker's secret, asked for at every dial and every read; it is never logged.</summary>
    public required Func<CancellationToken, ValueTask<string?>> Token { get; init; }

    /// <summary>Folder for partials that wait to be sent. The engine empties it at start; no other engine may use it.</summary>
    public required string SpoolFolder { get; init; }

    /// <summary>What to call the worker until the master has said the name in force.</summary>
    public string WorkerName { get; init; } = Environment.MachineName;

    /// <summary>Chunks counted side by side and held in advance. Default: one slot a core, and one chunk in advance for every two slots.</summary>
    public WorkerCapacity Capacity { get; init; } = CapacityFor(Environment.ProcessorCount);

    /// <summary>
    /// Memory in bytes that the words being counted may take in all slots together; beyond its slot's share a chunk sets words aside in the spool
    /// folder. Default: a quarter of what the machine lets the process have.
    /// </summary>
    public long WordMemoryBytes { get; init; } = DefaultWordMemory;

    /// <summary>What the owner lets the worker use, as the party is told of it; null when nothing is limited.</summary>
    public WorkerLimits? Limits { get; init; }

    /// <summary>What slows the worker down; null for nothing.</summary>
    public WorkerThrottle? Throttle { get; init; }

    /// <summary>How hot the machine is, in degrees Celsius; gives null where that cannot be told.</summary>
    public Func<double?> Celsius { get; init; } = () => null;

    /// <summary>
    /// Whether to measure in a short run of the count, before the first join, what one slot does, so that the first chunks fit. Default: yes; it
    /// takes one core for at most 0.3 seconds.
    /// </summary>
    public bool MeasureAtStart { get; init; } = true;

    /// <summary>How long chunks that are being counted may go on after a stop was asked for. Default: none, they are given back at once.</summary>
    public TimeSpan FinishCounting { get; init; } = TimeSpan.Zero;

    /// <summary>How long counted chunks may take to be sent after a stop was asked for. Default: 5 seconds.</summary>
    public TimeSpan FinishSending { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The capacity of a worker with so many slots (1 to 256).</summary>
    public static WorkerCapacity CapacityFor(int slots, int? prefetch = null)
    {
        slots = Math.Clamp(slots, 1, MostSlots);
        return new WorkerCapacity(slots, Math.Clamp(prefetch ?? (slots + 1) / 2, 0, MostPrefetch));
    }

    internal MasterTrust Trust => new(Master, Fingerprint);

    internal static long DefaultWordMemory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    internal const int MostSlots = 256;
    internal const int MostPrefetch = 16;
}
