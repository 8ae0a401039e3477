using System.Collections.Immutable;
using System.Diagnostics;
using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>
/// Holds, for every byte of one job's dataset, exactly one state: free, leased or done. Pure: no clock, no I/O, no lock.
/// A step that would break the account throws <see cref="UnreachableException"/> and says where.
/// </summary>
public sealed class JobLedger
{
    private readonly List<FreeGap> _free = [];
    private readonly Dictionary<LeaseToken, Lease> _leases = [];
    private readonly Dictionary<LeaseToken, LeaseEnd> _ended = [];
    private readonly RangeSet _done = new();

    /// <param name="length">Bytes of the dataset, at least 1.</param>
    public JobLedger(JobId job, long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Job = job;
        Length = length;
        FreeBytes = length;
        _free.Add(FreeGap.Untouched(new ByteRange(0, length)));
    }

    public JobId Job { get; }

    public long Length { get; }

    public long FreeBytes { get; private set; }

    public long LeasedBytes { get; private set; }

    public long DoneBytes => _done.Bytes;

    /// <summary>Bytes that were counted but thrown away: failed, late or mangled attempts, as far as workers reported them.</summary>
    public long DiscardedBytes { get; private set; }

    /// <summary>Bytes that two accepted partials both hold; anything but 0 is a defect.</summary>
    public long OverlapBytes { get; private set; }

    /// <summary>Ranges that are done, neighbours joined.</summary>
    public IReadOnlyList<ByteRange> Done => _done.Ranges;

    public IReadOnlyCollection<Lease> Leases => _leases.Values;

    public IReadOnlyList<FreeGap> Free => _free;

    public bool Finished => _done.Bytes == Length && OverlapBytes == 0;

    /// <summary>Takes in a completion from the journal, at a restart.</summary>
    public void Restore(ByteRange range)
    {
        Take(range);
        MarkDone(range);
    }

    /// <summary>Makes done bytes free again: their partial turned out to be broken.</summary>
    public void Undo(ByteRange range)
    {
        if (!_done.Covers(range))
            throw Impossible($"{range} is not done and cannot be undone");
        _done.Remove(range);
        Release(new FreeGap(range, 1, []));
    }

    /// <summary>Whether nobody holds any byte of the range and none of it is done.</summary>
    public bool IsFree(ByteRange range)
    {
        var at = range.Start;
        foreach (var gap in _free)
        {
            if (gap.Range.Start > at)
                return false;
            if (gap.Range.End <= at)
                continue;
            at = gap.Range.End;
            if (at >= range.End)
                return !range.IsEmpty;
        }

        return false;
    }

    /// <summary>Leases free bytes. The range must be free, and end where words end.</summary>
    public Lease Grant(LeaseToken token, WorkerId worker, ByteRange range, DateTimeOffset now)
    {
        if (_leases.ContainsKey(token) || _ended.ContainsKey(token))
            throw Impossible($"token {token} was granted before");

        var (attempts, failedBy) = Take(range);
        var lease = new Lease(token, Job, worker, range, attempts + 1, now, failedBy);
        _leases.Add(token, lease);
        LeasedBytes += range.Length;
        return lease;
    }

    public Lease? Find(LeaseToken token) => _leases.GetValueOrDefault(token);

    /// <summary>How a lease of this ledger ended; null when it lives, or was never granted here.</summary>
    public LeaseEnd? EndOf(LeaseToken token) => _ended.TryGetValue(token, out var end) ? end : null;

    /// <summary>The lease's partial is stored: its bytes are done.</summary>
    public void Complete(Lease lease)
    {
        Close(lease, LeaseEnd.Accepted);
        MarkDone(lease.Range);
    }

    /// <summary>The lease ends without a partial: its bytes are free again, and remember it.</summary>
    /// <param name="end">Any end but <see cref="LeaseEnd.Accepted"/>.</param>
    public void Abandon(Lease lease, LeaseEnd end)
    {
        if (end == LeaseEnd.Accepted)
            throw new ArgumentException("An accepted lease is completed, not abandoned.", nameof(end));

        Close(lease, end);
        DiscardedBytes += lease.BytesCounted;
        var blamed = end is LeaseEnd.Failed or LeaseEnd.Malformed;
        Release(new FreeGap(lease.Range, lease.Attempt, blamed ? [.. lease.FailedBy, lease.Worker] : lease.FailedBy));
    }

    private void Close(Lease lease, LeaseEnd end)
    {
        if (!_leases.Remove(lease.Token))
            throw Impossible($"lease {lease.Token} of {lease.Range} ended twice: {EndOf(lease.Token)}, then {end}");
        _ended.Add(lease.Token, end);
        LeasedBytes -= lease.Range.Length;
    }

    private void MarkDone(ByteRange range) => OverlapBytes += _done.Add(range);

    /// <summary>Takes a range out of the free bytes; answers the most that any of its bytes went through.</summary>
    private (int Attempts, ImmutableArray<WorkerId> FailedBy) Take(ByteRange range)
    {
        if (!IsFree(range))
            throw Impossible($"{range} is not free");

        var attempts = 0;
        ImmutableArray<WorkerId> failedBy = [];
        for (var index = 0; index < _free.Count && _free[index].Range.Start < range.End;)
        {
            var gap = _free[index];
            if (!gap.Range.Overlaps(range))
            {
                index++;
                continue;
            }

            attempts = Math.Max(attempts, gap.Attempts);
            failedBy = gap.FailedBy.Length > failedBy.Length ? gap.FailedBy : failedBy;
            _free.RemoveAt(index);
            if (gap.Range.Start < range.Start)
                _free.Insert(index++, gap with { Range = new ByteRange(gap.Range.Start, range.Start) });
            if (gap.Range.End > range.End)
                _free.Insert(index, gap with { Range = new ByteRange(range.End, gap.Range.End) });
        }

        FreeBytes -= range.Length;
        return (attempts, failedBy);
    }

    private void Release(FreeGap gap)
    {
        var index = _free.FindIndex(other => other.Range.Start >= gap.Range.End);
        index = index < 0 ? _free.Count : index;
        FreeBytes += gap.Range.Length;
        _free.Insert(index, gap);
    }

    private UnreachableException Impossible(string what) =>
        new($"Ledger of job {Job}: {what}. Free {FreeBytes}, leased {LeasedBytes}, done {DoneBytes} of {Length}; "
            + $"{_leases.Count} leases, {_free.Count} gaps, {_ended.Count} ended.");
}
