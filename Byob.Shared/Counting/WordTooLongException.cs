namespace Byob.Shared.Counting;

/// <summary>A run of letters is longer than any word may be; such a text is not counted.</summary>
public sealed class WordTooLongException(string message) : Exception(message)
{
    internal static WordTooLongException Beyond(int limit) =>
        new($"The text has a word of more than {limit >> 20} MiB, the longest that is counted. A text like this has hardly any words; check that the file is what it should be.");
}
