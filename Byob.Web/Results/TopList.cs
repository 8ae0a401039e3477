using System.Collections.Immutable;
using System.Text;
using Byob.Web.Live;

namespace Byob.Web.Results;

/// <summary>Keeps the most frequent of the words that pass by, in memory for so many words and no more.</summary>
internal sealed class TopList(int limit)
{
    /// <summary>Longer words, in bytes, are not listed: no page could show them.</summary>
    public const int LongestListed = 400;

    /// <summary>The rarest on top; of equally frequent ones, the last in word order.</summary>
    private readonly PriorityQueue<byte[], (long Count, long Place)> _kept = new();
    private long _places;

    /// <summary>True while every word that passed by is listed.</summary>
    public bool Complete { get; private set; } = true;

    /// <summary>Words come in rising byte order.</summary>
    public void Add(ReadOnlySpan<byte> word, long count)
    {
        var place = -(_places++);
        if (word.Length > LongestListed)
        {
            Complete = false;
            return;
        }

        if (_kept.Count < limit)
        {
            _kept.Enqueue(word.ToArray(), (count, place));
            return;
        }

        Complete = false;
        _kept.TryPeek(out _, out var rarest);
        if (count > rarest.Count)
            _kept.EnqueueDequeue(word.ToArray(), (count, place));
    }

    /// <summary>What was kept, most frequent first.</summary>
    public ImmutableArray<WordCount> ToArray()
    {
        var words = _kept.UnorderedItems
            .OrderByDescending(item => item.Priority)
            .Select(item => new WordCount(Encoding.UTF8.GetString(item.Element), item.Priority.Count));
        return [.. words];
    }
}
