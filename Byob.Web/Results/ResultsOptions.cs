namespace Byob.Web.Results;

/// <summary>Bounds of what the master takes in, and of the memory and files it spends on a result. Section <c>Results</c> of the configuration.</summary>
public sealed class ResultsOptions
{
    public const string Section = "Results";

    /// <summary>Longest frame of a partial that is taken, in bytes. Default 128 KiB: twice what workers are asked to send.</summary>
    public int MaxFrameBytes { get; set; } = 128 << 10;

    /// <summary>Most bytes of a partial for each byte of its range. Default 2; front-coded words take less than the text they come from.</summary>
    public double PartialBytesPerTextByte { get; set; } = 2;

    /// <summary>What a partial may have beyond that, in bytes, however short its range. Default 1 MiB.</summary>
    public long PartialSlackBytes { get; set; } = 1 << 20;

    /// <summary>Longest partial, in bytes, that waits in memory until it is whole and is stored beside others; a longer one has a file of its own. Default 256 KiB.</summary>
    public int ShortPartialBytes { get; set; } = 256 << 10;

    /// <summary>Free space that partials and results leave on the disk, in bytes. Default 512 MiB.</summary>
    public long KeepFreeBytes { get; set; } = 512L << 20;

    /// <summary>Words of each partial that go into the job's top words. Default 1000.</summary>
    public int TopWordsPerPartial { get; set; } = 1000;

    /// <summary>Memory for adding up the words of all jobs, in bytes, with that for sorting them; what is beyond is kept on the disk. Default 512 MiB: some 7 million different words.</summary>
    public long MergeMemoryBytes { get; set; } = 512L << 20;

    /// <summary>Partials that are added up at once while jobs are counted. Default 0: half of the master's cores.</summary>
    public int MergeThreads { get; set; }

    /// <summary>Most runs that a merge has open at once. Default 128, at about 400 KiB each; more take more passes.</summary>
    public int MergeFanIn { get; set; } = 128;

    /// <summary>Words held for sorting a result by count, in bytes; what is beyond is sorted in runs on the disk. Default 128 MiB. The memory taken is up to twice that.</summary>
    public long SortMemoryBytes { get; set; } = 128L << 20;

    internal int BackgroundThreads => MergeThreads > 0 ? MergeThreads : Math.Max(1, Environment.ProcessorCount / 2);

    internal long LongestPartial(long rangeBytes) => (long)Math.Min(long.MaxValue / 2, PartialSlackBytes + PartialBytesPerTextByte * rangeBytes);
}
