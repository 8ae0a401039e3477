using System.Collections.Concurrent;
using Byob.Shared.Counting;
using Byob.Shared.Counting.Tables;
using Byob.Shared.Partials;

namespace Byob.Shared.Merging;

/// <summary>
/// Adds up the words of many partials in memory, by several threads at once: each word has its shard by a hash, and each shard its lock. What does
/// not fit leaves as a sorted run.
/// </summary>
/// <param name="memoryBytes">Of all shards together, with what sorting them takes in the end.</param>
/// <param name="spill">Writes a run: given what gives it its words in byte order, and the sum of their counts. Called by any thread that adds.</param>
public sealed class WordShards(long memoryBytes, Action<Action<IWordSink>, long> spill)
{
    public const int Shards = 16;

    /// <summary>Shards that fill again while their words are being spilled.</summary>
    private const int Spilling = 2;

    private const int EntriesBetweenLooks = 1 << 14;

    private readonly ShardTable[] _tables = [.. Enumerable.Range(0, Shards).Select(_ => new ShardTable())];
    private readonly Lock[] _locks = [.. Enumerable.Range(0, Shards).Select(_ => new Lock())];
    private readonly ConcurrentBag<ShardBatch> _batches = [];
    private ShardTable? _spare;
    private long _shardBytes = memoryBytes / (Shards + Spilling);

    internal IReadOnlyList<ShardTable> Tables => _tables;

    /// <summary>Adds all entries of a partial. When it throws, some of them are in and some are not, and the shards are of no further use.</summary>
    public PartialTotals Add(PartialReader partial, CancellationToken cancellationToken)
    {
        if (!_batches.TryTake(out var batch))
            batch = new ShardBatch();
        try
        {
            for (long entry = 0; partial.Read(); entry++)
            {
                if ((entry & (EntriesBetweenLooks - 1)) == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                int shard;
                var full = partial.Word.Length <= ShortWord.LongestBytes
                    ? batch.Add(partial.Short, partial.Count, out shard)
                    : batch.Add(partial.Word, partial.Count, out shard);
                if (full)
                    Visit(shard, batch);
            }

            for (var shard = 0; shard < Shards; shard++)
            {
                if (!batch.IsEmpty(shard))
                    Visit(shard, batch);
            }

            return partial.Totals!.Value;
        }
        finally
        {
            batch.Clear();
            _batches.Add(batch);
        }
    }

    /// <summary>Changes the memory that the shards may take; what is beyond is spilled at once.</summary>
    public void Resize(long memoryBytes)
    {
        Volatile.Write(ref _shardBytes, memoryBytes / (Shards + Spilling));
        for (var shard = 0; shard < Shards; shard++)
            Visit(shard, null);
    }

    /// <summary>Spills all that is in memory. Nobody adds meanwhile.</summary>
    public void SpillAll()
    {
        foreach (var table in _tables.Where(table => table.Count > 0))
        {
            spill(table.WriteTo, table.Words);
            table.Clear();
        }
    }

    private void Visit(int shard, ShardBatch? batch)
    {
        ShardTable? full = null;
        lock (_locks[shard])
        {
            var table = _tables[shard];
            batch?.MoveTo(table, shard);
            if (table.Count > 0 && (table.IsFull || table.NeededBytes > Volatile.Read(ref _shardBytes)))
            {
                full = table;
                _tables[shard] = Interlocked.Exchange(ref _spare, null) ?? new ShardTable();
            }
        }

        if (full is null)
            return;
        spill(full.WriteTo, full.Words);
        // Memory that was touched before is the quickest there is.
        full.Clear();
        Volatile.Write(ref _spare, full);
    }
}
