using System.Collections.Immutable;
using Byob.Web.Live;

namespace Byob.Web.Results;

/// <summary>
/// The most frequent words of what is done of one job, while it runs. Exact as long as the partials listed all their words and
/// these fit together; beyond that the frequent words still show, and rare ones may count too little. Any thread may call.
/// </summary>
public sealed class TopWords(int limit = TopWords.DefaultLimit)
{
    /// <summary>Different words kept, at most: some 10 MiB for a job.</summary>
    public const int DefaultLimit = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private bool _exact = true;
    private long _version;
    private (long Version, int Take, ImmutableArray<WordCount> Words) _sorted = (-1, 0, []);

    /// <summary>False when the counts shown may be off.</summary>
    public bool Exact
    {
        get
        {
            lock (_lock)
                return _exact;
        }
    }

    public void Add(StoredPartial partial)
    {
        lock (_lock)
        {
            _exact &= partial.TopWordsComplete;
            _version++;
            foreach (var (word, count) in partial.TopWords)
                _counts[word] = _counts.GetValueOrDefault(word) + count;
            if (_counts.Count > limit)
                DropRarest_NeedsLock();
        }
    }

    /// <summary>Something that was added is to be counted, and added, again.</summary>
    public void Doubt()
    {
        lock (_lock)
            _exact = false;
    }

    /// <summary>The first <paramref name="take"/>, most frequent first, ties in word order.</summary>
    public ImmutableArray<WordCount> Top(int take)
    {
        long version;
        KeyValuePair<string, long>[] counts;
        lock (_lock)
        {
            if ((_sorted.Version, _sorted.Take) == (_version, take))
                return _sorted.Words;
            version = _version;
            counts = [.. _counts];
        }

        // Not under the lock: whoever adds is the coordinator, and waits for no page.
        ImmutableArray<WordCount> words =
        [
            .. counts.OrderByDescending(word => word.Value)
                .ThenBy(word => word.Key, WordOrder.Instance)
                .Take(take)
                .Select(word => new WordCount(word.Key, word.Value)),
        ];
        lock (_lock)
            _sorted = (version, take, words);
        return words;
    }

    private void DropRarest_NeedsLock()
    {
        _exact = false;
        // Down to half, so that dropping is rare. Of equally frequent words any may go: sorting the words themselves would hold up the coordinator for long.
        var kept = Math.Max(1, limit / 2);
        var counts = _counts.Values.ToArray();
        Array.Sort(counts);
        var least = counts[^kept];
        var tied = kept - counts.Count(count => count > least);
        foreach (var (word, count) in _counts)
        {
            if (count < least || (count == least && tied-- <= 0))
                _counts.Remove(word);
        }
    }
}
