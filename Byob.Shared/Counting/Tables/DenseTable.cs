using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Byob.Shared.Counting.Tables;

/// <summary>
/// Counts of short words when there are very many: dense entries of 24 bytes behind an index of 4 bytes a slot. Words are taken in batches, and what
/// each will look at is fetched while the others are looked up.
/// </summary>
/// <remarks>A number in the index is an entry's number plus one, below a tag of seven bits of its hash; 0 is a free slot.</remarks>
internal sealed unsafe class DenseTable
{
    /// <summary>Words that are looked up together.</summary>
    public const int Batch = 128;

    public const int MostWords = (1 << NumberBits) - Batch - 2;

    private const int FirstSlots = 1 << 19;
    private const int NumberBits = 25;
    private const uint NumberMask = (1u << NumberBits) - 1;

    private readonly ShortEntries _entries = new();
    private readonly PinnedArray<uint> _places = new(Batch);
    private readonly int _mostWords;
    private PinnedArray<uint> _index;

    public DenseTable()
        : this(FirstSlots)
    {
    }

    /// <param name="slots">Of the index at first; a power of two, of at least four batches.</param>
    /// <param name="mostWords">Beyond, adding throws; at most <see cref="MostWords"/>, as more have no number in the index.</param>
    public DenseTable(int slots, int mostWords = MostWords) => (_index, _mostWords) = (new PinnedArray<uint>(slots), mostWords);

    public int Count => _entries.Count;

    public ShortEntries Entries => _entries;

    public long MemoryBytes => _index.MemoryBytes + _entries.MemoryBytes;

    /// <summary>Adds words with counts of their own.</summary>
    /// <param name="hashes"><see cref="ShortWord.Hash(Vector128{byte})"/> of each.</param>
    /// <param name="counts">Of each word; becomes what it has then.</param>
    /// <param name="count">Of words, at most <see cref="Batch"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddCounted(Vector128<byte>* words, ulong* hashes, long* counts, int count)
    {
        MakeRoom();
        var index = _index.Pointer;
        var mask = (uint)_index.Length - 1;
        for (var at = 0; at < count; at++)
            Prefetch(index + ((uint)hashes[at] & mask));

        // The first slot with the word's tag is nearly always its own: so its entry is fetched, or it is a new word.
        for (var at = 0; at < count; at++)
        {
            var hash = hashes[at];
            var place = (uint)hash;
            uint found;
            while ((found = index[place & mask]) != 0 && found >> NumberBits != Tag(hash))
                place++;
            _places.Pointer[at] = place;
            if (found == 0)
                continue;
            var entry = (byte*)_entries.Find((int)(found & NumberMask) - 1);
            Prefetch(entry);
            Prefetch(entry + sizeof(ShortEntry) - 1);
        }

        for (var at = 0; at < count; at++)
            counts[at] = Add(words[at], hashes[at], _places.Pointer[at], counts[at]);
    }

    public void Add(Vector128<byte> word, long count)
    {
        MakeRoom();
        var hash = ShortWord.Hash(word);
        Add(word, hash, (uint)hash, count);
    }

    /// <summary>Forgets all words and keeps the memory.</summary>
    public void Clear()
    {
        _index.Clear();
        _entries.Clear();
    }

    /// <summary>Gives the memory back at once. The table is of no further use.</summary>
    public void Free()
    {
        _index.Free();
        _entries.Free();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Add(Vector128<byte> word, ulong hash, uint place, long count)
    {
        var index = _index.Pointer;
        var mask = (uint)_index.Length - 1;
        for (; ; place++)
        {
            var found = index[place & mask];
            if (found == 0)
            {
                index[place & mask] = Tag(hash) << NumberBits | (uint)(_entries.Append(word, count) + 1);
                return count;
            }

            if (found >> NumberBits != Tag(hash))
                continue;
            var entry = _entries.Find((int)(found & NumberMask) - 1);
            if (entry->Word != word)
                continue;
            return entry->Count += count;
        }
    }

    /// <summary>Seven bits that the place in the index does not use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Tag(ulong hash) => (uint)(hash >> 57);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(void* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    /// <summary>Room for a batch. The index is at most three quarters full; only it is made anew.</summary>
    private void MakeRoom()
    {
        if (_entries.Count + Batch <= _index.Length / 4 * 3 && _entries.Count <= _mostWords)
            return;
        if (_entries.Count > _mostWords)
            throw new InvalidOperationException($"The table has no room for more than {_mostWords} words; they have to be written and forgotten before.");

        var old = _index;
        _index = new PinnedArray<uint>(old.Length * 2);
        old.Free();
        var mask = (uint)_index.Length - 1;
        for (var number = 0; number < _entries.Count; number++)
        {
            var hash = ShortWord.Hash(_entries.Find(number)->Word);
            var place = (uint)hash;
            while (_index.Pointer[place & mask] != 0)
                place++;
            _index.Pointer[place & mask] = Tag(hash) << NumberBits | (uint)(number + 1);
        }
    }
}
