using Byob.Shared.Counting;

namespace Byob.Web.Results;

/// <summary>Gives every word to two sinks.</summary>
internal sealed class BothSinks(IWordSink first, IWordSink second) : IWordSink
{
    public void Add(ReadOnlySpan<byte> word, long count)
    {
        first.Add(word, count);
        second.Add(word, count);
    }
}
