namespace Byob.Web.Ledger;

/// <summary>Says how large the next chunk for a worker should be. Pure: it sees what is left and how fast who works on it.</summary>
/// <remarks>
/// Guided self-scheduling (Polychronopoulos and Kuck, 1987) by time instead of by number: every worker gets what it counts in the target duration, and towards the
/// end what it counts in a share of the time that all of them still need together.
/// </remarks>
public static class ChunkSizing
{
    /// <summary>How many chunks every slot should still find at the end: enough that all end together, few enough to be worth the trip.</summary>
    private const int ChunksToGo = 3;

    /// <summary>The first chunk of a worker that only said how fast it is takes this part of the target duration: then its rate is measured.</summary>
    private const double TrialShare = 0.25;

    /// <summary>A worker holds the words of a chunk in memory; of a rich text they take several times the room of its bytes.</summary>
    private const int MemoryPerByte = 8;

    /// <summary>Seconds of counting below which no chunk is cut: to hand one out, and to sort, send, store and merge its words, takes a good part of that.</summary>
    private const double LeastSeconds = 0.02;

    /// <summary>Bytes of the next chunk, before it is moved to the end of a word.</summary>
    public static long Next(SizingDemand demand, SchedulerOptions options)
    {
        var target = options.TargetDuration.TotalSeconds * (demand.Measured ? 1 : TrialShare);
        var toGo = demand.FreeBytes / Math.Max(demand.PartyBytesPerSecond, 1) / ChunksToGo;
        var bytes = (long)Math.Min(demand.SlotBytesPerSecond * Math.Min(target, toGo), long.MaxValue / 2.0);
        return Math.Max(Math.Min(bytes, Most(demand, options)), Least(demand, options));
    }

    /// <summary>Bytes that a chunk for the worker should have, unless less is left.</summary>
    public static long Least(SizingDemand demand, SchedulerOptions options) =>
        Math.Max((long)Math.Min(demand.SlotBytesPerSecond * LeastSeconds, Most(demand, options)), options.SmallestChunkBytes);

    private static long Most(SizingDemand demand, SchedulerOptions options) =>
        demand.MemoryBytes > 0 ? Math.Min(options.LargestChunkBytes, demand.MemoryBytes / MemoryPerByte) : options.LargestChunkBytes;
}
