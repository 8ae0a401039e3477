using System.ComponentModel.DataAnnotations;

namespace Byob.Web.Ledger;

/// <summary>How the party cuts and hands out work. Section "Scheduler".</summary>
public sealed class SchedulerOptions
{
    public const string Section = "Scheduler";

    /// <summary>Smallest chunk in bytes, unless less is left. Default 1 MiB.</summary>
    [Range(1, 1L << 30, ErrorMessage = "Scheduler:SmallestChunkBytes must be from 1 byte to 1 GiB.")]
    public long SmallestChunkBytes { get; set; } = 1 << 20;

    /// <summary>Largest chunk in bytes, before it is moved to the end of a word. Default 256 MiB.</summary>
    [Range(1, 1L << 32, ErrorMessage = "Scheduler:LargestChunkBytes must be from 1 byte to 4 GiB.")]
    public long LargestChunkBytes { get; set; } = 256 << 20;

    /// <summary>How long a worker should need for a chunk, its transfer included. Default 4 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00", ErrorMessage = "Scheduler:TargetDuration must be from 100 ms to 1 hour.")]
    public TimeSpan TargetDuration { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long the holder of a lease may take to answer when it is asked to stop earlier, before somebody else counts its bytes as well. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00", ErrorMessage = "Scheduler:ShrinkPatience must be from 100 ms to 1 hour.")]
    public TimeSpan ShrinkPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>On how many different workers a chunk may fail before its job is parked with the reason; as many tries when there are fewer workers. Default 3.</summary>
    [Range(1, 100, ErrorMessage = "Scheduler:ChunkFailureLimit must be from 1 to 100.")]
    public int ChunkFailureLimit { get; set; } = 3;

    /// <summary>How many workers may vanish with a chunk before its job is parked: it may be the chunk that kills them. Default 20.</summary>
    [Range(1, 1000, ErrorMessage = "Scheduler:ChunkLossLimit must be from 1 to 1000.")]
    public int ChunkLossLimit { get; set; } = 20;

    /// <summary>How many chunks in a row a worker may fail before it gets no more until somebody takes it back. Default 5.</summary>
    [Range(1, 100, ErrorMessage = "Scheduler:WorkerFailureLimit must be from 1 to 100.")]
    public int WorkerFailureLimit { get; set; } = 5;

    /// <summary>How often a worker may be caught with a wrong count before it gets no more until somebody takes it back. Default 2.</summary>
    [Range(1, 100, ErrorMessage = "Scheduler:StrikeLimit must be from 1 to 100.")]
    public int StrikeLimit { get; set; } = 2;

    /// <summary>
    /// How many chunks of a worker must be checked and found right, one after the other, before a spot check passes most of its chunks unchecked; 0 trusts from
    /// the start. Default 10.
    /// </summary>
    [Range(0, 10_000, ErrorMessage = "Scheduler:TrustAfter must be from 0 to 10000.")]
    public int TrustAfter { get; set; } = 10;

    /// <summary>How many workers may count a chunk that is disputed before its job is parked. Default 5.</summary>
    [Range(3, 100, ErrorMessage = "Scheduler:DisputeLimit must be from 3 to 100.")]
    public int DisputeLimit { get; set; } = 5;

    /// <summary>Whether jobs of the same priority from different submitters share the workers evenly; otherwise strictly first come, first served. Default true.</summary>
    public bool FairShare { get; set; } = true;
}
