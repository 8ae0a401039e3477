using System.ComponentModel.DataAnnotations;

namespace Byob.Web.Ledger;

/// <summary>How the party cuts and hands out work. Section "Scheduler".</summary>
public sealed class SchedulerOptions
{
    public const string Section = "Scheduler";

    /// <summary>Smallest chunk in bytes, unless less is left. Default 1 MiB.</summary>
    [Range(1, 1L << 30, ErrorMessage = "Scheduler:SmallestChunkBytes must be from 1 byte to 1 GiB.")]
    public long SmallestChunkBytes { get; set; } = 1 << 20;

    /// <summary>Largest chunk in bytes, before it is moved to the end of a word. Default 64 MiB.</summary>
    [Range(1, 1L << 32, ErrorMessage = "Scheduler:LargestChunkBytes must be from 1 byte to 4 GiB.")]
    public long LargestChunkBytes { get; set; } = 64 << 20;

    /// <summary>How many times a chunk may fail before its job is parked with the reason. Default 3.</summary>
    [Range(1, 100, ErrorMessage = "Scheduler:ChunkFailureLimit must be from 1 to 100.")]
    public int ChunkFailureLimit { get; set; } = 3;

    /// <summary>How many chunks in a row a worker may fail before it gets no more until it joins again. Default 5.</summary>
    [Range(1, 100, ErrorMessage = "Scheduler:WorkerFailureLimit must be from 1 to 100.")]
    public int WorkerFailureLimit { get; set; } = 5;
}
