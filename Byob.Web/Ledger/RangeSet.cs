using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>A set of bytes, kept as disjoint ranges in order; neighbours are joined. Finding is O(log n) in the number of ranges.</summary>
public sealed class RangeSet
{
    private readonly List<ByteRange> _ranges = [];

    /// <summary>Number of bytes in the set.</summary>
    public long Bytes { get; private set; }

    /// <summary>The ranges in rising order; no two touch.</summary>
    public IReadOnlyList<ByteRange> Ranges => _ranges;

    /// <summary>Adds a range.</summary>
    /// <returns>How many of its bytes were in the set already.</returns>
    public long Add(ByteRange range)
    {
        if (range.IsEmpty)
            return 0;

        var first = FirstEndingAtOrAfter(range.Start);
        var last = first;
        var joined = range;
        var before = 0L;
        var overlap = 0L;
        while (last < _ranges.Count && _ranges[last].Start <= range.End)
        {
            var old = _ranges[last++];
            before += old.Length;
            overlap += Math.Max(0, Math.Min(old.End, range.End) - Math.Max(old.Start, range.Start));
            joined = new ByteRange(Math.Min(joined.Start, old.Start), Math.Max(joined.End, old.End));
        }

        if (first == last)
        {
            _ranges.Insert(first, joined);
        }
        else
        {
            _ranges[first] = joined;
            _ranges.RemoveRange(first + 1, last - first - 1);
        }

        Bytes += joined.Length - before;
        return overlap;
    }

    /// <summary>Whether every byte of <paramref name="range"/> is in the set.</summary>
    public bool Covers(ByteRange range)
    {
        var index = FirstEndingAtOrAfter(range.Start + 1);
        return range.IsEmpty || (index < _ranges.Count && _ranges[index].Covers(range));
    }

    /// <summary>Takes every byte of <paramref name="range"/> out of the set; bytes that are not in it are ignored.</summary>
    public void Remove(ByteRange range)
    {
        if (range.IsEmpty)
            return;

        var index = FirstEndingAtOrAfter(range.Start + 1);
        while (index < _ranges.Count && _ranges[index].Start < range.End)
        {
            var old = _ranges[index];
            _ranges.RemoveAt(index);
            Bytes -= old.Length;
            index = PutBack(index, new ByteRange(old.Start, Math.Min(old.End, range.Start)));
            index = PutBack(index, new ByteRange(Math.Max(old.Start, range.End), old.End));
        }
    }

    private int PutBack(int index, ByteRange rest)
    {
        if (rest.IsEmpty)
            return index;
        _ranges.Insert(index, rest);
        Bytes += rest.Length;
        return index + 1;
    }

    private int FirstEndingAtOrAfter(long position)
    {
        var low = 0;
        var high = _ranges.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_ranges[middle].End < position)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
