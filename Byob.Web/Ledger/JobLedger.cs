using System.Collections.Immutable;
using System.Diagnostics;
using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>
/// Holds, for every byte of one job's dataset, exactly one state: free, leased or done; and for done bytes, who counted them and whether a second
/// worker found the same. Pure: no clock, no I/O, no lock. A step that would break the account throws <see cref="UnreachableException"/> and says where.
/// </summary>
/// <remarks>Every step is O(log n) in the number of ranges but for <see cref="Disown"/> and <see cref="Forgive"/>, which look at each once.</remarks>
public sealed class JobLedger
{
    /// <summary>Counts of the same bytes that must agree.</summary>
    private const int Quorum = 2;

    private readonly SortedSet<LedgerRange> _ranges = new(RangeOrder.Instance);
    private readonly SortedSet<LedgerRange> _free = new(RangeOrder.Instance);

    /// <summary>Done ranges that want a further count and that nobody checks now.</summary>
    private readonly SortedSet<LedgerRange> _unchecked = new(RangeOrder.Instance);

    private readonly Dictionary<LeaseToken, Lease> _leases = [];
    private readonly Dictionary<LeaseToken, EndedLease> _ended = [];
    private readonly LedgerRange _probe;

    /// <param name="length">Bytes of the dataset, at least 1.</param>
    public JobLedger(JobId job, long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Job = job;
        Length = length;
        FreeBytes = length;
        _probe = new LedgerRange(job, default);
        var all = new LedgerRange(job, new ByteRange(0, length));
        _ranges.Add(all);
        _free.Add(all);
    }

    public JobId Job { get; }

    public long Length { get; }

    public long FreeBytes { get; private set; }

    public long LeasedBytes { get; private set; }

    public long DoneBytes { get; private set; }

    /// <summary>Done bytes that two workers agree on.</summary>
    public long VerifiedBytes { get; private set; }

    /// <summary>Done bytes that wait for a second count, or for its end.</summary>
    public long ToCheckBytes { get; private set; }

    /// <summary>Bytes that were counted but thrown away: failed, late or mangled attempts, as far as workers reported them.</summary>
    public long DiscardedBytes { get; private set; }

    /// <summary>Bytes of checks that came to an end.</summary>
    public long CheckedBytes { get; private set; }

    /// <summary>All ranges in the order of the dataset.</summary>
    public IReadOnlyCollection<LedgerRange> Ranges => _ranges;

    public IReadOnlyCollection<Lease> Leases => _leases.Values;

    /// <summary>Ranges that nobody holds, in the order of the dataset.</summary>
    public IReadOnlyCollection<LedgerRange> Free => _free;

    /// <summary>Done ranges that want a further count and that nobody checks now.</summary>
    public IReadOnlyCollection<LedgerRange> Unchecked => _unchecked;

    public bool Finished => DoneBytes == Length && ToCheckBytes == 0;

    /// <summary>Takes in a completion from the journal, at a restart.</summary>
    public void Restore(ByteRange range, Tally tally, CheckState check)
    {
        var entry = Take(range);
        entry.State = RangeState.Done;
        entry.Attempts = tally.Attempt;
        entry.Accepted = tally;
        entry.Note(tally);
        DoneBytes += range.Length;
        SetCheck(entry, check);
    }

    /// <summary>Makes done bytes free again: their partial turned out to be broken. The range is one that was completed as a whole.</summary>
    /// <returns>Checks of it that are under way, of no use any more.</returns>
    public ImmutableArray<Lease> Undo(ByteRange range)
    {
        if (Find(range.Start) is not { State: RangeState.Done } entry || entry.Range != range)
            throw Impossible($"{range} is not done and cannot be undone");
        return Undo(entry);
    }

    /// <summary>Whether nobody holds any byte of the range and none of it is done.</summary>
    public bool IsFree(ByteRange range)
    {
        if (range.IsEmpty || range.Start < 0 || range.End > Length)
            return false;
        for (var at = range.Start; at < range.End;)
        {
            if (Find(at) is not { State: RangeState.Free } entry)
                return false;
            at = entry.Range.End;
        }

        return true;
    }

    /// <summary>The range that holds a byte; null outside the dataset.</summary>
    public LedgerRange? Find(long position)
    {
        if (position < 0 || position >= Length)
            return null;
        _probe.Range = new ByteRange(position, position + 1);
        return _ranges.GetViewBetween(_ranges.Min!, _probe).Max;
    }

    public Lease? Find(LeaseToken token) => _leases.GetValueOrDefault(token);

    /// <summary>How a lease of this ledger ended, and of which bytes; null when it lives, or was never granted here.</summary>
    public (LeaseEnd End, ByteRange Range)? EndOf(LeaseToken token) => _ended.TryGetValue(token, out var ended) ? (ended.End, ended.Range) : null;

    /// <summary>Leases free bytes. The range must be free, and end where words end.</summary>
    public Lease Grant(LeaseToken token, WorkerId worker, ByteRange range, DateTimeOffset now)
    {
        CheckNew(token);
        var entry = Take(range);
        entry.State = RangeState.Leased;
        LeasedBytes += range.Length;
        return Open(new Lease(token, entry, worker, LeaseKind.Count, ++entry.Attempts, now));
    }

    /// <summary>Leases a leased range to a second worker as well, or a done one to be checked.</summary>
    public Lease GrantBeside(LeaseToken token, WorkerId worker, LedgerRange entry, DateTimeOffset now)
    {
        CheckNew(token);
        if (entry.State == RangeState.Free || (entry.State == RangeState.Done && entry.Check != CheckState.Wanted) || entry.KnownTo(worker))
            throw Impossible($"{entry.Range} is {entry.State} with check {entry.Check} and cannot be leased to {worker} as well");
        var kind = entry.State == RangeState.Done ? LeaseKind.Check : LeaseKind.Speculative;
        _unchecked.Remove(entry);
        return Open(new Lease(token, entry, worker, kind, ++entry.Attempts, now));
    }

    /// <summary>The holder stops earlier: the rest is free again. At the lease's start or before, nothing is left of it and it has to be abandoned.</summary>
    public void Shrink(Lease lease, long end)
    {
        var entry = lease.Entry;
        if (!_leases.ContainsKey(lease.Token) || entry.State != RangeState.Leased || entry.Leases.Count != 1 || end <= entry.Range.Start || end >= entry.Range.End)
            throw Impossible($"lease {lease.Token} of {entry.Range} cannot end at {end}");

        var rest = entry.Part(new ByteRange(end, entry.Range.End));
        entry.Range = lease.Range = new ByteRange(entry.Range.Start, end);
        // The attempt stays with the bytes that are tried; those behind were not read.
        rest.Attempts = lease.Attempt - 1;
        LeasedBytes -= rest.Range.Length;
        FreeBytes += rest.Range.Length;
        _ranges.Add(rest);
        Release(rest);
    }

    /// <summary>A good partial of the lease is stored.</summary>
    /// <param name="sha256">Of the partial; equal hashes are equal counts.</param>
    /// <param name="wantCheck">Whether a first count is to be checked by another worker.</param>
    public Completion Complete(Lease lease, string sha256, bool wantCheck)
    {
        var entry = lease.Entry;
        var tally = new Tally(lease.Token, lease.Worker, lease.Attempt, sha256);
        if (entry.State == RangeState.Leased)
        {
            Close(lease, LeaseEnd.Accepted);
            LeasedBytes -= entry.Range.Length;
            DoneBytes += entry.Range.Length;
            entry.State = RangeState.Done;
            entry.Note(tally);
            entry.Accepted = tally;
            SetCheck(entry, wantCheck ? CheckState.Wanted : CheckState.None);
            return new Completion(LeaseEnd.Accepted, tally, Verified: false, [], [.. entry.Leases]);
        }

        var before = entry.Accepted!;
        entry.Note(tally);
        CheckedBytes += entry.Range.Length;
        var winner = Majority(entry);
        var end = winner?.Sha256 == sha256 ? LeaseEnd.Confirmed : LeaseEnd.Disagreed;
        Close(lease, end);
        if (winner is null)
        {
            // Another check that is under way is the further count that is needed.
            SetCheck(entry, CheckState.Wanted);
            return new Completion(end, null, Verified: false, [], []);
        }

        entry.Accepted = winner;
        SetCheck(entry, CheckState.Verified);
        var odd = entry.Tallies.Where(other => other.Sha256 != winner.Sha256).Select(other => other.Worker).Distinct();
        return new Completion(end, winner == before ? null : winner, Verified: true, [.. odd], [.. entry.Leases]);
    }

    /// <summary>The lease ends without a partial: when nobody else holds or has done its bytes, they are free again, and remember it.</summary>
    /// <param name="end">Any end without a partial.</param>
    public void Abandon(Lease lease, LeaseEnd end, string reason)
    {
        if (end.IsCounted())
            throw new ArgumentException("A lease with a partial is completed, not abandoned.", nameof(end));

        var entry = lease.Entry;
        Close(lease, end);
        DiscardedBytes += lease.BytesCounted;
        entry.Losses += end == LeaseEnd.Lost ? 1 : 0;
        if (end.IsFailure())
            entry.Faults = entry.Faults.Add(new ChunkFault(lease.Worker, reason));
        if (end == LeaseEnd.Stolen)
            entry.Attempts = Math.Max(0, entry.Attempts - 1);

        if (entry.State == RangeState.Leased && entry.Leases.Count == 0)
        {
            LeasedBytes -= entry.Range.Length;
            FreeBytes += entry.Range.Length;
            Release(entry);
        }
        else if (entry.State == RangeState.Done)
        {
            SetCheck(entry, entry.Check);
        }
    }

    /// <summary>Every unverified count of a worker that was caught counting wrongly is undone: its bytes are free again.</summary>
    public IReadOnlyList<(ByteRange Range, ImmutableArray<Lease> Checks)> Disown(WorkerId worker)
    {
        var suspect = _ranges.Where(entry => entry is { State: RangeState.Done, Check: not CheckState.Verified } && entry.Accepted!.Worker == worker).ToList();
        var undone = new List<(ByteRange, ImmutableArray<Lease>)>(suspect.Count);
        foreach (var entry in suspect)
        {
            var range = entry.Range;
            undone.Add((range, Undo(entry)));
        }

        return undone;
    }

    /// <summary>Forgets what went wrong before: somebody looked, and wants it tried again.</summary>
    public void Forgive()
    {
        foreach (var entry in _ranges)
        {
            entry.Faults = [];
            entry.Losses = 0;
        }
    }

    private static Tally? Majority(LedgerRange entry)
    {
        foreach (var tally in entry.Tallies)
        {
            if (entry.Tallies.Where(other => other.Sha256 == tally.Sha256).Select(other => other.Worker).Distinct().Count() >= Quorum)
                return entry.Accepted!.Sha256 == tally.Sha256 ? entry.Accepted : tally;
        }

        return null;
    }

    private ImmutableArray<Lease> Undo(LedgerRange entry)
    {
        SetCheck(entry, CheckState.None);
        entry.ForgetCounts();
        ImmutableArray<Lease> checks = [.. entry.Leases];
        foreach (var check in checks)
            Abandon(check, LeaseEnd.Revoked, "");
        DoneBytes -= entry.Range.Length;
        FreeBytes += entry.Range.Length;
        Release(entry);
        return checks;
    }

    private Lease Open(Lease lease)
    {
        lease.Entry.Open(lease);
        _leases.Add(lease.Token, lease);
        return lease;
    }

    private void Close(Lease lease, LeaseEnd end)
    {
        if (!_leases.Remove(lease.Token) || !lease.Entry.Close(lease))
            throw Impossible($"lease {lease.Token} of {lease.Range} ended twice: {EndOf(lease.Token)}, then {end}");
        _ended.Add(lease.Token, new EndedLease(end, lease.Range));
    }

    /// <summary>Moves a done range to another state of its check, and keeps the sums and the list of what is to be checked in step.</summary>
    private void SetCheck(LedgerRange entry, CheckState check)
    {
        var length = entry.Range.Length;
        VerifiedBytes += (check == CheckState.Verified ? length : 0) - (entry.Check == CheckState.Verified ? length : 0);
        ToCheckBytes += (check == CheckState.Wanted ? length : 0) - (entry.Check == CheckState.Wanted ? length : 0);
        entry.Check = check;
        if (check == CheckState.Wanted && entry.Leases.Count == 0)
            _unchecked.Add(entry);
        else
            _unchecked.Remove(entry);
    }

    /// <summary>Cuts a range out of the free bytes, as one entry; of what its bytes went through it remembers the most.</summary>
    private LedgerRange Take(ByteRange range)
    {
        if (!IsFree(range))
            throw Impossible($"{range} is not free");

        FreeBytes -= range.Length;
        var first = Find(range.Start)!;
        if (first.Range.Start < range.Start)
            first = SplitOff(first, range.Start);
        while (first.Range.End < range.End)
            Join(first, Find(first.Range.End)!);
        if (first.Range.End > range.End)
            SplitOff(first, range.End);
        _free.Remove(first);
        return first;
    }

    /// <summary>Ends a free entry at <paramref name="position"/>; what lies behind becomes an entry of its own.</summary>
    private LedgerRange SplitOff(LedgerRange entry, long position)
    {
        var rest = entry.Part(new ByteRange(position, entry.Range.End));
        entry.Range = new ByteRange(entry.Range.Start, position);
        _ranges.Add(rest);
        _free.Add(rest);
        return rest;
    }

    private void Join(LedgerRange entry, LedgerRange next)
    {
        _ranges.Remove(next);
        _free.Remove(next);
        entry.Range = new ByteRange(entry.Range.Start, next.Range.End);
        entry.Attempts = Math.Max(entry.Attempts, next.Attempts);
        entry.Losses = Math.Max(entry.Losses, next.Losses);
        entry.Faults = entry.Faults.AddRange(next.Faults.Where(fault => !entry.Faults.Contains(fault)));
    }

    /// <summary>An entry is free again; with free neighbours of the same memory it becomes one.</summary>
    private void Release(LedgerRange entry)
    {
        entry.State = RangeState.Free;
        if (Find(entry.Range.End) is { } next && AreAlike(entry, next))
            Join(entry, next);
        if (Find(entry.Range.Start - 1) is { } before && AreAlike(before, entry))
            Join(before, entry);
        else
            _free.Add(entry);
    }

    private static bool AreAlike(LedgerRange one, LedgerRange other) =>
        one is { State: RangeState.Free, Faults.IsEmpty: true }
        && other is { State: RangeState.Free, Faults.IsEmpty: true }
        && one.Attempts == other.Attempts
        && one.Losses == other.Losses;

    private void CheckNew(LeaseToken token)
    {
        if (_leases.ContainsKey(token) || _ended.ContainsKey(token))
            throw Impossible($"token {token} was granted before");
    }

    private UnreachableException Impossible(string what) =>
        new($"Ledger of job {Job}: {what}. Free {FreeBytes}, leased {LeasedBytes}, done {DoneBytes} of {Length}; "
            + $"{_leases.Count} leases, {_ranges.Count} ranges, {_ended.Count} ended.");
}
