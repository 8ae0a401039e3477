using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Byob.Shared.Counting.Tables;

/// <summary>
/// Stands before a <see cref="DenseTable"/> and counts the words that come again and again, in so little memory that it stays in the second cache. The dense table has
/// all its words too; what was counted here is added there in the end.
/// </summary>
/// <remarks>
/// Of any natural text the few thousand most frequent words are more than half, and whether the next one is among them nobody can foresee: so the loop that
/// asks does not branch on it. A word that the dense table has counted often enough takes the slot here of a less frequent one.
/// </remarks>
internal sealed unsafe class FrontTable(DenseTable dense)
{
    /// <summary>256 KiB.</summary>
    private const int Slots = 1 << 13;

    /// <summary>A word that came less often has no place here.</summary>
    private const long FewestTimes = 8;

    private readonly PinnedArray<Slot> _slots = new(Slots);
    private readonly PinnedArray<Vector128<byte>> _words = new(DenseTable.Batch);
    private readonly PinnedArray<ulong> _hashes = new(DenseTable.Batch);
    private readonly PinnedArray<long> _counts = new(DenseTable.Batch);
    private int _gathered;

    public long MemoryBytes => _slots.MemoryBytes + _words.MemoryBytes + _hashes.MemoryBytes + _counts.MemoryBytes;

    /// <inheritdoc cref="HotTable.AddWords"/>
    public void AddWords(byte* block, ushort* edges, int count, LongWordQueue longWords)
    {
        for (var at = 0; at < count;)
        {
            at = AddShort(block, edges, at, count);
            if (_gathered == DenseTable.Batch)
            {
                HandOn();
            }
            else if (at < count)
            {
                longWords.Add(new ReadOnlySpan<byte>(block + edges[at], edges[at + 1] - edges[at]));
                at += 2;
            }
        }
    }

    /// <summary>Lets a word that the dense table has counted so often have its slot if it is the more frequent one.</summary>
    public void Offer(Vector128<byte> word, ulong hash, long count)
    {
        var slot = _slots.Pointer + (hash & (Slots - 1));
        if (count < FewestTimes || count <= slot->Before + slot->Count)
            return;
        HandOn(slot);
        *slot = new Slot { Word = word, Before = count };
    }

    /// <summary>Hands on the words that wait because they have no slot here: from then on the dense table has all words, if not all counts.</summary>
    public void HandOn()
    {
        var counts = _counts.Span[.._gathered];
        counts.Fill(1);
        dense.AddCounted(_words.Pointer, _hashes.Pointer, _counts.Pointer, _gathered);
        for (var at = 0; at < _gathered; at++)
        {
            // Asking each time would cost more than it gives.
            if (counts[at] >= FewestTimes && (counts[at] & (counts[at] - 1)) == 0)
                Offer(_words.Pointer[at], _hashes.Pointer[at], counts[at]);
        }

        _gathered = 0;
    }

    /// <summary>Hands on all words and counts.</summary>
    public void Empty()
    {
        HandOn();
        for (var slot = _slots.Pointer; slot < _slots.Pointer + Slots; slot++)
        {
            HandOn(slot);
            slot->Before += slot->Count;
            slot->Count = 0;
        }
    }

    /// <summary>Forgets all words.</summary>
    public void Clear()
    {
        _slots.Clear();
        _gathered = 0;
    }

    /// <summary>Gives the memory back at once. The table is of no further use.</summary>
    public void Free() => _slots.Free();

    private void HandOn(Slot* slot)
    {
        if (slot->Count > 0)
            dense.Add(slot->Word, slot->Count);
    }

    /// <summary>Counts words up to a long one, or until those that are not here fill a batch: a loop without calls keeps all it needs in registers.</summary>
    /// <returns>The edge at which it stopped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AddShort(byte* block, ushort* edges, int at, int count)
    {
        var slots = (byte*)_slots.Pointer;
        var words = _words.Pointer;
        var hashes = _hashes.Pointer;
        var (seed, secondSeed) = (ShortWord.Seed, ShortWord.SecondSeed);
        var missed = _gathered;
        for (; at < count && missed < DenseTable.Batch; at += 2)
        {
            uint start = edges[at];
            var length = edges[at + 1] - start;
            if (length > ShortWord.LongestBytes)
                break;

            var word = ShortWord.Load(block + start, length);
            var hash = ShortWord.Hash(word, seed, secondSeed);
            var slot = (Slot*)(slots + ((nuint)hash * (nuint)sizeof(Slot) & (Slots - 1) * (nuint)sizeof(Slot)));
            words[missed] = word;
            hashes[missed] = hash;
            int hit = Unsafe.BitCast<bool, byte>(slot->Word == word);
            slot->Count += hit;
            missed += 1 - hit;
        }

        _gathered = missed;
        return at;
    }

    /// <summary>Of a size that none crosses a cache line.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Slot
    {
        public Vector128<byte> Word;

        /// <summary>Since the word came here, or since <see cref="Empty"/>.</summary>
        public long Count;

        /// <summary>What the dense table had counted then.</summary>
        public long Before;
    }
}
