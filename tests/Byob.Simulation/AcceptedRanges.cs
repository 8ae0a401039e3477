using Byob.Shared.Chunks;

namespace Byob.Simulation;

/// <summary>What the scheduler said that counts, kept apart from its ledger: the proof is drawn up from this.</summary>
internal sealed class AcceptedRanges(long length)
{
    private readonly SortedList<long, (ByteRange Range, string Sha256, WorkerId Worker, int Attempt, Web.Ledger.CheckState Check)> _ranges = [];

    public IEnumerable<(ByteRange Range, string Sha256, WorkerId Worker, int Attempt, Web.Ledger.CheckState Check)> All => _ranges.Values;

    public int Count => _ranges.Count;

    /// <summary>Null, or what is wrong with it. Another count of exactly the same range takes the place of the one before.</summary>
    public string? Add(ByteRange range, string sha256, WorkerId worker, int attempt, Web.Ledger.CheckState check)
    {
        if (_ranges.TryGetValue(range.Start, out var same) && same.Range != range)
            return $"{range} is accepted over {same.Range}";
        _ranges[range.Start] = (range, sha256, worker, attempt, check);
        var place = _ranges.IndexOfKey(range.Start);
        if (place > 0 && _ranges.GetValueAtIndex(place - 1).Range.Overlaps(range))
            return $"{range} is accepted over {_ranges.GetValueAtIndex(place - 1).Range}";
        return place + 1 < _ranges.Count && _ranges.GetValueAtIndex(place + 1).Range.Overlaps(range)
            ? $"{range} is accepted over {_ranges.GetValueAtIndex(place + 1).Range}"
            : null;
    }

    public void Verify(ByteRange range)
    {
        if (_ranges.TryGetValue(range.Start, out var entry) && entry.Range == range)
            _ranges[range.Start] = entry with { Check = Web.Ledger.CheckState.Verified };
    }

    public void Remove(ByteRange range) => _ranges.Remove(range.Start);

    /// <summary>Null when the ranges are the whole dataset, each byte once.</summary>
    public string? Gap()
    {
        long covered = 0;
        foreach (var (range, _, _, _, _) in _ranges.Values)
        {
            if (range.Start != covered)
                return $"byte {covered} is not followed: the next accepted range is {range}";
            covered = range.End;
        }

        return covered == length ? null : $"bytes from {covered} to {length} are not accepted";
    }
}
