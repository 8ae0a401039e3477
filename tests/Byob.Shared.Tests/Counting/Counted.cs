using System.Text;
using Byob.Shared.Counting;
using Xunit;

namespace Byob.Shared.Tests.Counting;

/// <summary>Collects what a counter, reader or merger gives, and insists on rising byte order.</summary>
internal sealed class Counted : IWordSink
{
    private byte[]? _last;

    public List<KeyValuePair<string, long>> Words { get; } = [];

    public static List<KeyValuePair<string, long>> Of(IEnumerable<byte[]> pieces, CountOptions? options = null)
    {
        var counter = new WordCounter(options ?? CountOptions.Exact);
        foreach (var piece in pieces)
            counter.Append(piece);
        counter.Complete();
        return Of(counter);
    }

    public static List<KeyValuePair<string, long>> Of(WordCounter counter)
    {
        var counted = new Counted();
        counter.WriteTo(counted);
        Assert.Equal(counted.Words.Sum(word => word.Value), counter.TotalWords);
        Assert.Equal(counted.Words.Count, counter.DistinctWords);
        return counted.Words;
    }

    public void Add(ReadOnlySpan<byte> word, long count)
    {
        Assert.True(_last is null || word.SequenceCompareTo(_last) > 0, "Words must come in strictly rising byte order.");
        _last = word.ToArray();
        Words.Add(new(Encoding.UTF8.GetString(word), count));
    }
}
