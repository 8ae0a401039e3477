using Byob.Shared.Hubs;

namespace Byob.Worker.Settings;

/// <summary>What a worker knows of its party and its owner's wishes: the content of <c>worker.json</c>.</summary>
/// <param name="Master">Base address of the master.</param>
/// <param name="Name">The owner's name in the party, 1 to 40 characters.</param>
/// <param name="Machine">What the machine asked to be called, 1 to 40 characters.</param>
/// <param name="Slots">Chunks counted side by side, 1 to 256; null: one a core.</param>
/// <param name="Prefetch">Chunks held in advance, 0 to 16; null: one for every two slots.</param>
/// <param name="MemoryMiB">Memory for words in all slots together, in MiB, at least 16; null: a quarter of the machine's.</param>
public sealed record WorkerSettings(Uri Master, string Name, string Machine, int? Slots = null, int? Prefetch = null, int? MemoryMiB = null)
{
    public const int LeastMemoryMiB = 16;

    public const int LongestName = 40;

    internal long WordMemoryBytes => MemoryMiB is { } mebibytes ? (long)mebibytes << 20 : WorkerEngineOptions.DefaultWordMemory;

    /// <summary>What these settings let the worker take at once on this machine.</summary>
    internal WorkerCapacity Capacity => WorkerEngineOptions.CapacityFor(Slots ?? Environment.ProcessorCount, Prefetch);
}
