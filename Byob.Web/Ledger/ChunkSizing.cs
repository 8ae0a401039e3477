namespace Byob.Web.Ledger;

/// <summary>Says how large the next chunk for a worker should be. Pure: it sees what is left and who works on it.</summary>
public static class ChunkSizing
{
    /// <summary>How many chunks every slot of the party should still find: small enough that all end together, large enough to be worth the trip.</summary>
    private const int ChunksPerSlot = 3;

    /// <summary>Bytes of the next chunk, before it is moved to the end of a word.</summary>
    /// <param name="demand">What is left, and for whom.</param>
    public static long Next(SizingDemand demand, SchedulerOptions options) =>
        Math.Clamp(demand.FreeBytes / ((long)ChunksPerSlot * Math.Max(1, demand.PartySlots)), options.SmallestChunkBytes, options.LargestChunkBytes);
}

/// <param name="FreeBytes">Bytes of the job that nobody holds.</param>
/// <param name="PartySlots">Slots of all workers that may take chunks now.</param>
/// <param name="WorkerSlots">Slots of the worker that asks.</param>
/// <param name="WorkerBytesPerSecond">What it counted lately; 0 when not known.</param>
public readonly record struct SizingDemand(long FreeBytes, int PartySlots, int WorkerSlots, double WorkerBytesPerSecond);
