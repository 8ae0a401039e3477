using Byob.Shared.Counting;

namespace Byob.Shared.Partials;

/// <summary>
/// Merges sorted partials into one sorted stream of words, adding the counts of equal ones. Memory is what the readers hold, and two words.
/// </summary>
public static class PartialMerger
{
    /// <summary>Reads all of <paramref name="readers"/> to their ends, so that each has been checked whole, and returns what went into the sink.</summary>
    /// <exception cref="PartialFormatException">One of them is broken; what the sink got so far must not be used.</exception>
    public static PartialTotals Merge(IReadOnlyList<PartialReader> readers, IWordSink sink, CancellationToken cancellationToken = default)
    {
        var heap = new ReaderHeap(readers);
        var word = Array.Empty<byte>();
        long distinct = 0;
        long total = 0;
        while (heap.Top is { } top)
        {
            // Cheap enough for every word would be too often: once in a few thousand stops a merge within a millisecond or two.
            if ((distinct & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();

            if (word.Length < top.Word.Length)
                word = new byte[Math.Max(256, top.Word.Length * 2L <= Array.MaxLength ? top.Word.Length * 2 : top.Word.Length)];
            top.Word.CopyTo(word);
            var current = word.AsSpan(0, top.Word.Length);
            long count = 0;
            do
            {
                count = checked(count + heap.Top.Count);
                heap.Advance();
            }
            while (heap.Top is { } next && next.Word.SequenceEqual(current));

            sink.Add(current, count);
            distinct++;
            total = checked(total + count);
        }

        return new PartialTotals(distinct, total);
    }
}
