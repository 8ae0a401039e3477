using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Results;
using Byob.Web.Storage;

namespace Byob.Web.Jobs;

/// <summary>What the master knows of an unfinished job, beyond its ledger. Owned by the coordinator.</summary>
public sealed class LiveJob(JobRecord record, JobLedger ledger)
{
    private const int AttemptsShown = 200;
    private const int DiscardsKept = 10_000;

    /// <summary>Weight of the newest of two rates a second apart.</summary>
    private const double Freshness = 0.2;

    private readonly LinkedList<AttemptView> _attempts = [];
    private readonly List<DoneChunk> _done = [];
    private readonly Dictionary<long, DoneChunk> _doneByStart = [];
    private readonly Dictionary<LeaseToken, (DoneChunk Chunk, StoredPartial Partial)> _candidates = [];
    private readonly Queue<ProofDiscard> _discards = [];
    private long _countedBefore = -1;
    private double _mergeFraction;

    public JobRecord Record { get; } = record;

    public JobId Id { get; } = new(record.Id);

    public JobLedger Ledger { get; } = ledger;

    public CountOptions Options { get; } = new(record.FoldCase, record.MinLength);

    /// <summary>What its submitter asked of the queue.</summary>
    public JobTerms Terms => TermsRules.Of(Record);

    /// <summary>The bytes that stopped it, when it was some of them; null otherwise.</summary>
    public ByteRange? Trouble
    {
        get => Record is { TroubleStart: { } start, TroubleEnd: { } end } ? new ByteRange(start, end) : null;
        set => (Record.TroubleStart, Record.TroubleEnd) = (value?.Start, value?.End);
    }

    public TopWords TopWords { get; } = new();

    /// <summary>Accepted chunks, in the order in which they came.</summary>
    public IReadOnlyList<DoneChunk> Done => _done;

    /// <summary>Ended attempts, newest first.</summary>
    public IReadOnlyCollection<AttemptView> Attempts => _attempts;

    /// <summary>Attempts that did not count, for the proof; the newest, up to a bound that no sane job reaches.</summary>
    public IReadOnlyCollection<ProofDiscard> Discards => _discards;

    /// <summary>Attempts that did not count, all of them.</summary>
    public int Failures { get; private set; }

    /// <summary>Bytes that were counted for nothing: failed, late, mangled and outvoted attempts, as far as it is known.</summary>
    public long DiscardedBytes { get; private set; }

    /// <summary>How often a second worker was set on a chunk whose holder was slow or silent, since the master started.</summary>
    public int Speculations { get; set; }

    /// <summary>How often a holder handed over the rest of its chunk to idle workers.</summary>
    public int Steals { get; private set; }

    /// <summary>Bytes that changed hands so.</summary>
    public long StolenBytes { get; private set; }

    /// <summary>Partials that came for leases that do not live, since the master started.</summary>
    public int Refused { get; set; }

    public long TotalWords { get; private set; }

    /// <summary>Counted bytes a second, smoothed.</summary>
    public double BytesPerSecond { get; private set; }

    /// <summary>0 to 1, while finishing. The merge writes it from a thread of its own.</summary>
    public double MergeFraction
    {
        get => Volatile.Read(ref _mergeFraction);
        set => Volatile.Write(ref _mergeFraction, value);
    }

    /// <summary>Done bytes, and those that workers say they have counted.</summary>
    public long CountedBytes => Ledger.DoneBytes + Ledger.Leases.Sum(lease => lease.BytesCounted);

    /// <summary>Keeps a stored partial until it is known whether it stands for its range.</summary>
    public void Offer(LeaseToken token, DoneChunk chunk, StoredPartial partial) => _candidates[token] = (chunk, partial);

    /// <summary>The partial that was offered under a token; it is no candidate any more.</summary>
    public (DoneChunk Chunk, StoredPartial Partial)? TakeCandidate(LeaseToken token) => _candidates.Remove(token, out var candidate) ? candidate : null;

    /// <summary>What was offered for the bytes is not needed any more.</summary>
    public void DropCandidates(ByteRange range)
    {
        foreach (var token in _candidates.Where(pair => pair.Value.Chunk.Start == range.Start).Select(pair => pair.Key).ToList())
            _candidates.Remove(token);
    }

    public void Accept(DoneChunk chunk)
    {
        _done.Add(chunk);
        _doneByStart[chunk.Start] = chunk;
        TotalWords += chunk.Words;
    }

    public void Undo(DoneChunk chunk)
    {
        if (!_done.Remove(chunk))
            return;
        _doneByStart.Remove(chunk.Start);
        TotalWords -= chunk.Words;
    }

    /// <summary>The accepted chunk of exactly these bytes; null when there is none.</summary>
    public DoneChunk? FindDone(ByteRange range) => _doneByStart.GetValueOrDefault(range.Start) is { } chunk && chunk.End == range.End ? chunk : null;

    public void NoteSteal(ByteRange freed)
    {
        Steals++;
        StolenBytes += freed.Length;
    }

    public void Discard(ProofDiscard discard)
    {
        Failures++;
        DiscardedBytes += discard.CountedBytes;
        _discards.Enqueue(discard);
        if (_discards.Count > DiscardsKept)
            _discards.Dequeue();
    }

    public void Remember(AttemptView attempt)
    {
        _attempts.AddFirst(attempt);
        if (_attempts.Count > AttemptsShown)
            _attempts.RemoveLast();
    }

    /// <summary>A second has passed: takes the rate anew.</summary>
    public void Tick(TimeSpan since)
    {
        var counted = CountedBytes;
        var rate = _countedBefore < 0 ? 0 : Math.Max(0, counted - _countedBefore) / since.TotalSeconds;
        _countedBefore = counted;
        BytesPerSecond = BytesPerSecond == 0 || Record.State != JobState.Running ? rate : BytesPerSecond + Freshness * (rate - BytesPerSecond);
    }
}
