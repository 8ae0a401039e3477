namespace Byob.Shared.Counting;

/// <summary>Finds where a text may be cut so that the parts have the words of the whole.</summary>
public static class WordBoundary
{
    /// <summary>
    /// The smallest offset above 0 such that the bytes before it end with something that certainly separates words, whatever comes before
    /// and after the span; -1 when the span has none. Cutting there, count(before) + count(after) = count(whole).
    /// </summary>
    /// <remarks>
    /// UTF-8 synchronises itself: no byte but a continuation byte (80..BF) is ever read as a later part of a code point. So the reader
    /// of any text arrives at each such byte afresh, and reading from the first one of the span gives what reading from the start of the
    /// whole text gives. Continuation bytes at the start of the span may belong to a letter before it, so they are skipped. A sequence
    /// that the end of the span cuts off may become a letter, so it is not judged. A separator is a code point that is no letter, or an
    /// invalid byte: a byte that never occurs in UTF-8, or a sequence that the next byte breaks. Cut behind such a byte,
    /// it stays invalid (its sequence is then cut off), and the bytes behind it are read as before.
    /// </remarks>
    public static int FindAfter(ReadOnlySpan<byte> bytes)
    {
        var judged = bytes[..^Utf8.UnfinishedTail(bytes)];
        var at = 0;
        while (at < judged.Length && Utf8.IsContinuation(judged[at]))
            at++;

        while (at < judged.Length)
        {
            at += Utf8.Decode(judged[at..], out var codePoint);
            if (codePoint == Utf8.Invalid || !LetterTable.IsLetter(codePoint))
                return at;
        }

        return -1;
    }
}
