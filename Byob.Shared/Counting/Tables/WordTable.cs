namespace Byob.Shared.Counting.Tables;

/// <summary>Counts by word bytes: short words in the table that suits their number, long ones in one of their own.</summary>
internal sealed unsafe class WordTable
{
    /// <summary>An entry of 24 bytes and, when the index has just doubled, the old and the new one's slots.</summary>
    private const long ShortWordBytes = 24 + 16;

    private readonly HotTable _hot = new();
    private readonly LongWordTable _long = new();
    private readonly LongWordQueue _longQueue;
    private readonly WordSortMemory _sort = new();
    private DenseTable? _dense;
    private FrontTable? _front;

    public WordTable() => _longQueue = new LongWordQueue(_long);

    public int Count
    {
        get
        {
            _longQueue.HandOn();
            _front?.HandOn();
            return (_dense?.Count ?? _hot.Count) + _long.Count;
        }
    }

    public long TotalCount { get; private set; }

    /// <summary>Memory that the table holds. <see cref="WriteTo"/> takes about <see cref="WordSortMemory.BytesPerWord"/> more for each word, and keeps them.</summary>
    public long MemoryBytes => _hot.MemoryBytes + (_dense?.MemoryBytes ?? 0) + (_front?.MemoryBytes ?? 0) + _long.MemoryBytes + _sort.MemoryBytes;

    /// <summary>What the words take, at most, with their share of an index that has just grown, and with what sorting them takes.</summary>
    public long WordBytes => ((_dense?.Count ?? _hot.Count) * ShortWordBytes) + _long.WordBytes + (Count * (long)WordSortMemory.BytesPerWord);

    /// <summary>Adds each word of a block once.</summary>
    /// <param name="block">Where the places count from; 16 bytes behind each word's start are readable.</param>
    /// <param name="edges">Start and end of each word.</param>
    /// <param name="count">Of edges; even.</param>
    public void AddWords(byte* block, ushort* edges, int count)
    {
        TotalCount += count / 2;
        if (_dense is null)
        {
            var used = _hot.AddWords(block, edges, count, _longQueue);
            if (used == count)
                return;
            edges += used;
            count -= used;
            MoveOut();
        }

        _front!.AddWords(block, edges, count, _longQueue);
    }

    public void Add(ReadOnlySpan<byte> word, long count)
    {
        TotalCount += count;
        if (word.Length > ShortWord.LongestBytes)
        {
            _long.Add(word, count);
            return;
        }

        var bytes = ShortWord.Of(word);
        if (_dense is null && _hot.TryAdd(bytes, count))
            return;
        if (_dense is null)
            MoveOut();
        _dense!.Add(bytes, count);
    }

    /// <summary>Gives every word with its count to <paramref name="sink"/>, in byte order.</summary>
    public void WriteTo(IWordSink sink)
    {
        _longQueue.HandOn();
        _front?.Empty();
        var shortWords = _dense?.Entries;
        if (shortWords is null)
        {
            shortWords = new ShortEntries();
            _hot.CopyTo(shortWords);
        }

        new WordSort(shortWords, _long, _sort).WriteTo(sink);
        if (_dense is null)
            shortWords.Free();
    }

    /// <summary>Gives the memory back at once. The table is of no further use.</summary>
    public void Free()
    {
        _hot.Free();
        _dense?.Free();
        _front?.Free();
        _sort.Free();
    }

    /// <summary>Forgets all words and keeps the memory, and the kind of table that suited the last text: the next is likely to be its like.</summary>
    public void Clear()
    {
        _hot.Clear();
        _dense?.Clear();
        _front?.Clear();
        _long.Clear();
        _longQueue.Clear();
        TotalCount = 0;
    }

    private void MoveOut()
    {
        var dense = new DenseTable();
        var words = new ShortEntries();
        _hot.CopyTo(words);
        var front = new FrontTable(dense);
        for (var number = 0; number < words.Count; number++)
        {
            var entry = words.Find(number);
            dense.Add(entry->Word, entry->Count);
            front.Offer(entry->Word, ShortWord.Hash(entry->Word), entry->Count);
        }

        words.Free();
        _hot.Clear();
        (_dense, _front) = (dense, front);
    }
}
