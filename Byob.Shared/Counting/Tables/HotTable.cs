using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Byob.Shared.Counting.Tables;

/// <summary>
/// Counts of short words while there are not many: word and count lie in the slot itself, so that nearly every word costs one look into one cache line.
/// </summary>
internal sealed unsafe class HotTable
{
    private const int FirstSlots = 1 << 13;

    /// <summary>2 MiB. Beyond, a look outside the caches would stall each word, and <see cref="DenseTable"/> takes over.</summary>
    private const int MostSlots = 1 << 16;

    private PinnedArray<Slot> _slots = new(FirstSlots);

    public int Count { get; private set; }

    public long MemoryBytes => _slots.MemoryBytes;

    /// <summary>Adds words until all are in or there are too many different ones for this table.</summary>
    /// <param name="block">Where the places count from; 16 bytes behind each word's start are readable.</param>
    /// <param name="edges">Start and end of each word.</param>
    /// <returns>How many edges were used.</returns>
    public int AddWords(byte* block, ushort* edges, int count, LongWordQueue longWords)
    {
        for (var at = 0; ; at += 2)
        {
            at = AddKnown(block, edges, at, count);
            if (at == count)
                return count;
            var start = block + edges[at];
            var length = edges[at + 1] - edges[at];
            if (length > ShortWord.LongestBytes)
                longWords.Add(new ReadOnlySpan<byte>(start, length));
            else if (!TryAdd(ShortWord.Load(start, (uint)length), 1))
                return at;
        }
    }

    /// <summary>False when there are too many different words for this table.</summary>
    public bool TryAdd(Vector128<byte> word, long count)
    {
        var hash = (uint)ShortWord.Hash(word);
        var mask = (uint)_slots.Length - 1;
        for (; ; hash++)
        {
            var slot = _slots.Pointer + (hash & mask);
            if (slot->Word == word)
            {
                slot->Count += count;
                return true;
            }

            if (slot->Count != 0)
                continue;
            if (!TryMakeRoom())
                return false;
            *Free(ShortWord.Hash(word)) = new Slot { Word = word, Count = count };
            Count++;
            return true;
        }
    }

    /// <summary>Writes all words with their counts, in no order.</summary>
    public void CopyTo(ShortEntries entries)
    {
        for (var slot = _slots.Pointer; slot < _slots.Pointer + _slots.Length; slot++)
        {
            if (slot->Count != 0)
                entries.Append(slot->Word, slot->Count);
        }
    }

    public void Clear()
    {
        _slots.Clear();
        Count = 0;
    }

    /// <summary>Gives the memory back at once. The table is of no further use.</summary>
    public void Free() => _slots.Free();

    /// <summary>Adds words as long as they are short and have come before: a loop without calls keeps all it needs in registers.</summary>
    /// <returns>The edge at which it stopped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AddKnown(byte* block, ushort* edges, int at, int count)
    {
        var slots = (byte*)_slots.Pointer;
        var mask = (nuint)((_slots.Length - 1) * sizeof(Slot));
        var (seed, secondSeed) = (ShortWord.Seed, ShortWord.SecondSeed);
        for (; at < count; at += 2)
        {
            uint start = edges[at];
            var length = edges[at + 1] - start;
            if (length > ShortWord.LongestBytes)
                return at;

            var word = ShortWord.Load(block + start, length);
            var place = (nuint)ShortWord.Hash(word, seed, secondSeed) * (nuint)sizeof(Slot) & mask;
            var home = (Slot*)(slots + place);
            if (home->Word == word)
            {
                home->Count++;
                continue;
            }

            var slot = home;
            do
            {
                if (slot->Count == 0)
                    return at;
                place = (place + (nuint)sizeof(Slot)) & mask;
                slot = (Slot*)(slots + place);
            }
            while (slot->Word != word);

            // The more frequent of the two moves to where it is found at once; the other is still found by those who look on from here.
            if (++slot->Count > home->Count)
                (*slot, *home) = (*home, *slot);
        }

        return at;
    }

    /// <summary>Room for one more word. The table is at most half full, so that probing stays short.</summary>
    private bool TryMakeRoom()
    {
        if (Count < _slots.Length / 2)
            return true;
        if (_slots.Length == MostSlots)
            return false;

        var old = _slots;
        _slots = new PinnedArray<Slot>(old.Length * 2);
        for (var slot = old.Pointer; slot < old.Pointer + old.Length; slot++)
        {
            if (slot->Count != 0)
                *Free(ShortWord.Hash(slot->Word)) = *slot;
        }

        old.Free();
        return true;
    }

    private Slot* Free(ulong hash)
    {
        var mask = (uint)_slots.Length - 1;
        var at = (uint)hash;
        while (_slots.Pointer[at & mask].Count != 0)
            at++;
        return _slots.Pointer + (at & mask);
    }

    /// <summary>Of a size that none crosses a cache line.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Slot
    {
        public Vector128<byte> Word;
        public long Count;
    }
}
