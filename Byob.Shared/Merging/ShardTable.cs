using System.Runtime.Intrinsics;
using Byob.Shared.Counting;
using Byob.Shared.Counting.Tables;

namespace Byob.Shared.Merging;

/// <summary>The words of one shard with their counts. One thread at a time.</summary>
internal sealed unsafe class ShardTable
{
    /// <summary>An entry, and its part of an index that is half full.</summary>
    private const int ShortWordBytes = 35;

    /// <summary>The same for a long word, beside its bytes; both arrays double when they grow.</summary>
    private const int LongWordBytes = 80;

    private const int FirstSlots = 1 << 11;

    public DenseTable Short { get; } = new(FirstSlots);

    public LongWordTable Long { get; } = new();

    public int Count => Short.Count + Long.Count;

    /// <summary>Sum of all counts.</summary>
    public long Words { get; private set; }

    /// <summary>Bytes that these words need while they are added up and while they are sorted, whatever memory the table has kept.</summary>
    public long NeededBytes => (long)Short.Count * (ShortWordBytes + SortedWords.BytesPerWord) + (long)Long.Count * (LongWordBytes + SortedWords.BytesPerWord) + Long.WrittenBytes;

    public bool IsFull => Short.Count > DenseTable.MostWords - DenseTable.Batch;

    public void Add(Vector128<byte>* words, ulong* hashes, long* counts, int count)
    {
        // Before they are added: then the counts become those of the table.
        for (var at = 0; at < count; at++)
            Words = checked(Words + counts[at]);
        Short.AddCounted(words, hashes, counts, count);
    }

    /// <inheritdoc cref="LongWordTable.Add(ReadOnlySpan{byte}, ReadOnlySpan{int}, ReadOnlySpan{long})"/>
    public void Add(ReadOnlySpan<byte> longWords, ReadOnlySpan<int> lengths, ReadOnlySpan<long> counts)
    {
        Long.Add(longWords, lengths, counts);
        foreach (var count in counts)
            Words = checked(Words + count);
    }

    public void WriteTo(IWordSink sink)
    {
        var memory = new WordSortMemory();
        new WordSort(Short.Entries, Long, memory).WriteTo(sink);
        memory.Free();
    }

    /// <summary>Gives the memory of the short words back at once. The table is of no further use but for its long ones.</summary>
    public void FreeShort() => Short.Free();

    public void Clear()
    {
        Short.Clear();
        Long.Clear();
        Words = 0;
    }
}
