namespace Byob.Shared.Counting;

/// <summary>Takes words with their counts, one after the other in strictly rising byte order.</summary>
public interface IWordSink
{
    /// <param name="word">UTF-8; valid during the call only.</param>
    /// <param name="count">At least 1.</param>
    void Add(ReadOnlySpan<byte> word, long count);
}
