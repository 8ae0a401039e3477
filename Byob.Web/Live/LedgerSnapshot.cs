using System.Collections.Immutable;
using Byob.Shared.Chunks;

namespace Byob.Web.Live;

/// <summary>The ledger of one job at one moment: every byte of the dataset in exactly one segment, in order.</summary>
/// <param name="TopWords">Most frequent words of what is done, most frequent first, at most 50.</param>
/// <param name="TopWordsExact">False while rare words may be missing from the counts shown.</param>
/// <param name="Attempts">Newest first, at most 200.</param>
public sealed record LedgerSnapshot(
    JobId Job,
    long Version,
    long Length,
    ImmutableArray<LedgerSegment> Segments,
    CoverProof Proof,
    ImmutableArray<AttemptView> Attempts,
    ImmutableArray<WordCount> TopWords,
    bool TopWordsExact)
{
    /// <summary>What went wrong with the bytes that stopped the job, oldest first; empty unless some did.</summary>
    public ImmutableArray<AttemptView> Troubles { get; init; } = [];
}

public enum SegmentState
{
    Free,
    Leased,
    Done,
}

/// <param name="Worker">Null for free bytes.</param>
/// <param name="CountedBytes">How far a leased segment is, in bytes from its start.</param>
public sealed record LedgerSegment(ByteRange Range, SegmentState State, WorkerId? Worker, string? WorkerName, int Colour, int Attempt, long CountedBytes)
{
    /// <summary>How far the holder of a leased segment has read, in bytes from its start.</summary>
    public long BytesRead { get; init; }

    /// <summary>From grant to acceptance; for a leased segment, to its holder's last report.</summary>
    public TimeSpan Took { get; init; }

    public SegmentCheck Check { get; init; }

    /// <summary>Who found the same in done bytes, or counts beside the holder or the first count now.</summary>
    public string? Beside { get; init; }

    /// <summary>Attempts at bytes of the segment that were thrown away.</summary>
    public int Discarded { get; init; }
}

/// <summary>The exactness of a job, recomputed from its done ranges: finished when they cover the dataset and none overlap.</summary>
public sealed record CoverProof(long DatasetBytes, long AcceptedBytes, long OverlapBytes, int Ranges, long DiscardedBytes)
{
    public bool Complete => AcceptedBytes == DatasetBytes && OverlapBytes == 0;
}

/// <param name="Outcome">Running, Accepted, or what went wrong in one word.</param>
/// <param name="Duration">From grant to settlement; for a running one, until now.</param>
public sealed record AttemptView(ByteRange Range, int Attempt, WorkerId Worker, string WorkerName, int Colour, string Outcome, string? Reason, DateTimeOffset At, TimeSpan Duration);

public readonly record struct WordCount(string Word, long Count);
