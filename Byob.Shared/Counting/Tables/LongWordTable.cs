using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Byob.Shared.Counting.Tables;

/// <summary>
/// Counts of words that are too long for a vector: open addressing over a small index, entries and word bytes kept densely behind it. Growing
/// rebuilds the index only.
/// </summary>
internal sealed unsafe class LongWordTable
{
    /// <summary>Words that are looked up together, at most.</summary>
    public const int Batch = 128;

    private const int FirstSlots = 1 << 12;

    /// <summary>Random for each process, so that nobody can craft a text whose words collide.</summary>
    private static readonly long s_seed = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <summary>An entry of 32 bytes and its slots, when both have just doubled and the old ones are still there.</summary>
    private const long EntryBytes = 3 * (32 + 8);

    private readonly ByteArena _arena = new();

    /// <summary>Number of the entry plus one; 0 is a free slot. The length is a power of two.</summary>
    private int[] _slots = new int[FirstSlots];

    private Entry[] _entries = new Entry[FirstSlots / 2];

    public int Count { get; private set; }

    public long MemoryBytes => _arena.MemoryBytes + (long)_slots.Length * sizeof(int) + (long)_entries.Length * Unsafe.SizeOf<Entry>();

    /// <summary>Bytes of the words themselves.</summary>
    public long WrittenBytes => _arena.WrittenBytes;

    /// <summary>What the words take, at most.</summary>
    public long WordBytes => _arena.WrittenBytes + (Count * EntryBytes);

    public void Add(ReadOnlySpan<byte> word, long count) => Add(word, count, XxHash3.HashToUInt64(word, s_seed));

    /// <summary>Adds several words; what each will look at is fetched while the others are looked up.</summary>
    /// <param name="bytes">The words, one behind the other.</param>
    /// <param name="lengths">Of each word; at most <see cref="Batch"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> lengths, ReadOnlySpan<long> counts)
    {
        Span<ulong> hashes = stackalloc ulong[Batch];
        hashes = hashes[..lengths.Length];
        var mask = _slots.Length - 1;
        var at = 0;
        for (var word = 0; word < hashes.Length; word++)
        {
            hashes[word] = XxHash3.HashToUInt64(bytes.Slice(at, lengths[word]), s_seed);
            at += lengths[word];
            Prefetch(ref _slots[(int)hashes[word] & mask]);
        }

        // The first slot is mostly the word's own, or free.
        foreach (var hash in hashes)
        {
            if (_slots[(int)hash & mask] is var number && number != 0)
                Prefetch(ref _entries[number - 1]);
        }

        foreach (var hash in hashes)
        {
            if (_slots[(int)hash & mask] is var number && number != 0)
                Prefetch(ref MemoryMarshal.GetReference(Bytes(_entries[number - 1])));
        }

        at = 0;
        for (var word = 0; word < hashes.Length; word++)
        {
            Add(bytes.Slice(at, lengths[word]), counts[word], hashes[word]);
            at += lengths[word];
        }
    }

    /// <param name="number">From 0 to <see cref="Count"/> - 1, in the order in which the words came.</param>
    public ReadOnlySpan<byte> Word(int number) => Bytes(_entries[number]);

    public long CountOf(int number) => _entries[number].Count;

    /// <summary>Forgets all words and keeps the memory.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        _arena.Clear();
        Count = 0;
    }

    private void Add(ReadOnlySpan<byte> word, long count, ulong hash)
    {
        var tag = (uint)(hash >> 32);
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        while (_slots[slot] is var number && number != 0)
        {
            ref var entry = ref _entries[number - 1];
            if (entry.Tag == tag && entry.Length == word.Length && Bytes(entry).SequenceEqual(word))
            {
                entry.Count += count;
                return;
            }

            slot = (slot + 1) & mask;
        }

        Append(word, count, hash, slot);
    }

    private ReadOnlySpan<byte> Bytes(in Entry entry) => _arena.Read(entry.Page, entry.Offset, entry.Length);

    private void Append(ReadOnlySpan<byte> word, long count, ulong hash, int slot)
    {
        if (Count == _entries.Length)
        {
            Grow();
            slot = FreeSlot(hash);
        }

        var (page, offset) = _arena.Write(word);
        _entries[Count] = new Entry { Count = count, Hash = hash, Page = page, Offset = offset, Length = word.Length };
        _slots[slot] = ++Count;
    }

    /// <summary>There are twice as many slots as entries, so probing stays short.</summary>
    private void Grow()
    {
        Array.Resize(ref _entries, checked(_entries.Length * 2));
        _slots = new int[checked(_slots.Length * 2)];
        for (var number = 0; number < Count; number++)
            _slots[FreeSlot(_entries[number].Hash)] = number + 1;
    }

    /// <summary>The collector may move what was fetched; then it was fetched in vain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<T>(ref T place)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref place));
    }

    private int FreeSlot(ulong hash)
    {
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        while (_slots[slot] != 0)
            slot = (slot + 1) & mask;
        return slot;
    }

    private struct Entry
    {
        public long Count;
        public ulong Hash;
        public int Page;
        public int Offset;
        public int Length;

        public readonly uint Tag => (uint)(Hash >> 32);
    }
}
