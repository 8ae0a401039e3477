using Byob.Shared.Counting;
using Byob.Shared.Counting.Tables;

namespace Byob.Shared.Merging;

/// <summary>The words of all shards, parted by their first bytes into buckets of about the same size: those of one come before those of the next.</summary>
internal sealed unsafe class WordBuckets
{
    private const int MostBuckets = 1024;

    /// <summary>Words that one bucket should have: their records fit into a core's cache.</summary>
    private const int BucketWords = 1 << 14;

    private const int SamplesPerBucket = 16;

    private readonly PinnedArray<SortRecord> _records;
    private readonly int[] _starts;

    private WordBuckets(PinnedArray<SortRecord> records, int[] starts) => (_records, _starts) = (records, starts);

    public int Count => _starts.Length - 1;

    public int Words => _records.Length;

    public Span<SortRecord> Records(int bucket) => _records.Span[_starts[bucket].._starts[bucket + 1]];

    /// <summary>Gives the memory back at once. The buckets are of no further use.</summary>
    public void Free() => _records.Free();

    /// <param name="tables">Their short words go: each word is in memory once.</param>
    public static WordBuckets Of(IReadOnlyList<ShardTable> tables, int threads)
    {
        var words = 0;
        foreach (var table in tables)
            words = checked(words + table.Count);
        var buckets = 1;
        while (buckets < MostBuckets && buckets * BucketWords < words)
            buckets *= 2;
        var borders = Borders(tables, words, buckets);

        // Each shard knows beforehand where in each bucket its words go.
        var places = new int[tables.Count][];
        Threads.Each(tables.Count, threads, shard => places[shard] = CountWords(tables[shard], borders));
        var starts = new int[buckets + 1];
        var start = 0;
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            starts[bucket] = start;
            foreach (var shard in places)
                (shard[bucket], start) = (start, start + shard[bucket]);
        }

        starts[buckets] = start;
        var records = new PinnedArray<SortRecord>(words);
        Threads.Each(tables.Count, threads, shard => Place(tables[shard], shard, borders, places[shard], records.Span));
        return new WordBuckets(records, starts);
    }

    /// <summary>First prefixes of all buckets but the first, filled up with one that no word has.</summary>
    private static ulong[] Borders(IReadOnlyList<ShardTable> tables, int words, int buckets)
    {
        var step = Math.Max(1, words / (buckets * SamplesPerBucket));
        var sample = new List<ulong>();
        foreach (var table in tables)
        {
            for (var number = 0; number < table.Count; number += step)
                sample.Add(Prefix(table, number));
        }

        sample.Sort();
        var borders = new ulong[buckets];
        borders.AsSpan().Fill(ulong.MaxValue);
        for (var border = 1; border < buckets; border++)
            borders[border - 1] = sample[(int)((long)sample.Count * border / buckets)];
        return borders;
    }

    private static int[] CountWords(ShardTable table, ulong[] borders)
    {
        var counts = new int[borders.Length];
        for (var number = 0; number < table.Count; number++)
            counts[Bucket(borders, Prefix(table, number))]++;
        return counts;
    }

    private static void Place(ShardTable table, int shard, ulong[] borders, int[] places, Span<SortRecord> records)
    {
        for (var number = 0; number < table.Short.Count; number++)
        {
            var entry = table.Short.Entries.Find(number);
            var prefix = ShortWord.Prefix(entry->Word);
            records[places[Bucket(borders, prefix)]++] = new SortRecord(prefix, ShortWord.Suffix(entry->Word), entry->Count);
        }

        for (var number = 0; number < table.Long.Count; number++)
        {
            var word = table.Long.Word(number);
            var prefix = BytePrefix.Of(word);
            records[places[Bucket(borders, prefix)]++] = SortRecord.OfLong(prefix, BytePrefix.Of(word[sizeof(ulong)..]), shard, number);
        }

        table.FreeShort();
    }

    private static ulong Prefix(ShardTable table, int number) => number < table.Short.Count
        ? ShortWord.Prefix(table.Short.Entries.Find(number)->Word)
        : BytePrefix.Of(table.Long.Word(number - table.Short.Count));

    /// <summary>How many borders are not above the prefix.</summary>
    private static int Bucket(ulong[] borders, ulong prefix)
    {
        var bucket = 0;
        for (var step = borders.Length / 2; step > 0; step /= 2)
            bucket += borders[bucket + step - 1] <= prefix ? step : 0;
        return bucket;
    }
}
