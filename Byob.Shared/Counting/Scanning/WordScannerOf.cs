using System.Runtime.CompilerServices;
using Byob.Shared.Counting.Tables;

namespace Byob.Shared.Counting.Scanning;

/// <summary>
/// Scans in two passes over blocks that stay in the first cache: vectors find where words begin and end, then a tight loop takes word after word.
/// </summary>
/// <param name="words">Takes words that are changed or weighed first; null when all words go straight into the table.</param>
internal sealed unsafe class WordScannerOf<TMasks>(WordTable table, WordFilter? words) : WordScanner
    where TMasks : struct, IByteMasks
{
    private const int BlockBytes = 8 << 10;

    /// <summary>Bytes behind a block that are read: a word's vector, a sequence's rest, and the last 64 of an uneven block.</summary>
    private const int Margin = 2 * IByteMasks.BlockBytes;

    private readonly PinnedArray<ushort> _edges = new(BlockBytes + Margin);

    /// <summary>The end of a text, with zeros behind it, where reading on does no harm.</summary>
    private readonly PinnedArray<byte> _rest = new(BlockBytes + (2 * Margin));

    private ulong _spill;
    private ulong _before;

    public override int Scan(ReadOnlySpan<byte> text)
    {
        _spill = _before = 0;
        var open = -1;
        fixed (byte* start = text)
        {
            var at = 0;
            for (; text.Length - at >= BlockBytes + Margin; at += BlockBytes)
                open = Take(text, at, start + at, FindEdges(start + at, BlockBytes), open);

            var rest = text[at..];
            new Span<byte>(_rest.Pointer + rest.Length, _rest.Length - rest.Length).Clear();
            rest.CopyTo(new Span<byte>(_rest.Pointer, rest.Length));
            var count = FindEdges(_rest.Pointer, (rest.Length / IByteMasks.BlockBytes * IByteMasks.BlockBytes) + IByteMasks.BlockBytes);
            // The zeros end every word; one that they end at once is cut off.
            if (count > 0 && _edges.Pointer[count - 1] == rest.Length)
                count--;
            open = Take(text, at, _rest.Pointer, count, open);
        }

        return open < 0 ? text.Length : open;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindEdges(byte* block, int length)
    {
        var spill = _spill;
        var before = _before;
        var edges = _edges.Pointer;
        for (var at = 0; at < length; at += IByteMasks.BlockBytes)
        {
            var letters = LetterMask<TMasks>.Of(block + at, ref spill);
            edges += TMasks.WritePlaces(letters ^ (letters << 1 | before), at, edges);
            before = letters >> 63;
        }

        _spill = spill;
        _before = before;
        return (int)(edges - _edges.Pointer);
    }

    /// <param name="at">Where the block lies in the text.</param>
    /// <param name="open">Where a word began that the block before cut off; negative when there is none.</param>
    /// <returns>The same for this block.</returns>
    private int Take(ReadOnlySpan<byte> text, int at, byte* block, int count, int open)
    {
        var edges = _edges.Pointer;
        if (open >= 0)
        {
            if (count == 0)
                return open;
            Add(text[open..(at + edges[0])]);
            edges++;
            count--;
        }

        var whole = count & ~1;
        if (words is null)
            table.AddWords(block, edges, whole);
        else
            AddFiltered(block, edges, whole);
        return count == whole ? -1 : at + edges[whole];
    }

    private void Add(ReadOnlySpan<byte> word)
    {
        if (word.Length > WordCounter.LongestWord)
            throw WordTooLongException.Beyond(WordCounter.LongestWord);
        if (words is null)
            table.Add(word, 1);
        else
            words.Add(word);
    }

    private void AddFiltered(byte* block, ushort* edges, int count)
    {
        for (var edge = 0; edge < count; edge += 2)
            words!.Add(new ReadOnlySpan<byte>(block + edges[edge], edges[edge + 1] - edges[edge]));
    }
}
