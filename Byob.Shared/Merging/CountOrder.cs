using Byob.Shared.Counting.Tables;

namespace Byob.Shared.Merging;

/// <summary>Orders lines by their counts, most frequent first, ties as they are: frequent ones by comparing, the many rare ones by counting how many there are of each.</summary>
internal static class CountOrder
{
    /// <summary>Counts from here on are rare enough to be compared.</summary>
    private const int Frequent = 4096;

    private const int Groups = 16;

    /// <returns>Where each line begins, in order.</returns>
    public static PinnedArray<long> Of(WordBuckets buckets, long[] bases, int threads)
    {
        var frequent = new List<(long Count, long Start)>[Groups];
        var places = new int[Groups][];
        Threads.Each(Groups, threads, group => (frequent[group], places[group]) = CountLines(buckets, bases, group));

        var order = new PinnedArray<long>(buckets.Words);
        var next = 0;
        foreach (var line in frequent.SelectMany(lines => lines).OrderByDescending(line => line.Count))
            order.Span[next++] = line.Start;
        for (var count = Frequent - 1; count > 0; count--)
        {
            foreach (var group in places)
                (group[count], next) = (next, next + group[count]);
        }

        Threads.Each(Groups, threads, group => Place(buckets, bases, group, places[group], order.Span));
        return order;
    }

    private static (List<(long, long)> Frequent, int[] Counts) CountLines(WordBuckets buckets, long[] bases, int group)
    {
        var frequent = new List<(long, long)>();
        var counts = new int[Frequent];
        for (var bucket = First(buckets, group); bucket < First(buckets, group + 1); bucket++)
        {
            foreach (ref readonly var record in buckets.Records(bucket))
            {
                if (record.Count < Frequent)
                    counts[record.Count]++;
                else
                    frequent.Add((record.Count, bases[bucket] + (long)record.Prefix));
            }
        }

        return (frequent, counts);
    }

    private static void Place(WordBuckets buckets, long[] bases, int group, int[] places, Span<long> order)
    {
        for (var bucket = First(buckets, group); bucket < First(buckets, group + 1); bucket++)
        {
            foreach (ref readonly var record in buckets.Records(bucket))
            {
                if (record.Count < Frequent)
                    order[places[record.Count]++] = bases[bucket] + (long)record.Prefix;
            }
        }
    }

    private static int First(WordBuckets buckets, int group) => (int)((long)buckets.Count * group / Groups);
}
