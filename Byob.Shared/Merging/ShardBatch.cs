using System.Runtime.Intrinsics;
using Byob.Shared.Counting.Tables;

namespace Byob.Shared.Merging;

/// <summary>Words on their way from one partial into the shards, gathered so that each visit to a shard brings many.</summary>
internal sealed unsafe class ShardBatch
{
    public const int Size = DenseTable.Batch;

    /// <summary>Bytes of long words that wait for one shard, at most; a word beyond goes alone.</summary>
    private const int LongBytes = 16 << 10;

    private readonly PinnedArray<Vector128<byte>> _words = new(WordShards.Shards * Size);
    private readonly PinnedArray<ulong> _hashes = new(WordShards.Shards * Size);
    private readonly PinnedArray<long> _counts = new(WordShards.Shards * Size);
    private readonly int[] _gathered = new int[WordShards.Shards];
    private readonly LongWords[] _long = [.. Enumerable.Range(0, WordShards.Shards).Select(_ => new LongWords())];

    /// <summary>Takes a word in. True when its shard has to be visited before the next word.</summary>
    public bool Add(Vector128<byte> word, long count, out int shard)
    {
        var hash = ShortWord.Hash(word);
        shard = Shard(hash);
        var place = shard * Size + _gathered[shard];
        _words.Pointer[place] = word;
        _hashes.Pointer[place] = hash;
        _counts.Pointer[place] = count;
        return ++_gathered[shard] == Size;
    }

    /// <inheritdoc cref="Add(Vector128{byte}, long, out int)"/>
    public bool Add(ReadOnlySpan<byte> longWord, long count, out int shard)
    {
        // Which shard a word belongs to hangs on its ends; the table there tells words apart by all of it.
        shard = Shard(ShortWord.Hash(Vector128.Create(longWord[..ShortWord.LongestBytes])) + ShortWord.Hash(Vector128.Create(longWord[^ShortWord.LongestBytes..])));
        return _long[shard].Add(longWord, count);
    }

    public bool IsEmpty(int shard) => _gathered[shard] == 0 && _long[shard].Count == 0;

    public void MoveTo(ShardTable table, int shard)
    {
        var start = shard * Size;
        table.Add(_words.Pointer + start, _hashes.Pointer + start, _counts.Pointer + start, _gathered[shard]);
        _gathered[shard] = 0;
        _long[shard].MoveTo(table);
    }

    /// <summary>Forgets what was not moved.</summary>
    public void Clear()
    {
        _gathered.AsSpan().Clear();
        foreach (var words in _long)
            words.Clear();
    }

    /// <summary>By bits that no table uses for its places or tags.</summary>
    private static int Shard(ulong hash) => (int)(hash >> 40) & (WordShards.Shards - 1);

    private sealed class LongWords
    {
        private readonly int[] _lengths = new int[LongWordTable.Batch];
        private readonly long[] _counts = new long[LongWordTable.Batch];
        private byte[] _bytes = new byte[LongBytes];
        private int _used;

        public int Count { get; private set; }

        public bool Add(ReadOnlySpan<byte> word, long count)
        {
            if (word.Length > _bytes.Length - _used)
                Array.Resize(ref _bytes, _used + word.Length);
            word.CopyTo(_bytes.AsSpan(_used));
            _used += word.Length;
            _lengths[Count] = word.Length;
            _counts[Count++] = count;
            return Count == LongWordTable.Batch || _used >= LongBytes / 2;
        }

        public void MoveTo(ShardTable table)
        {
            table.Add(_bytes.AsSpan(0, _used), _lengths.AsSpan(0, Count), _counts.AsSpan(0, Count));
            Clear();
        }

        public void Clear()
        {
            Count = 0;
            _used = 0;
            if (_bytes.Length > 4 * LongBytes)
                _bytes = new byte[LongBytes];
        }
    }
}
