namespace Byob.Shared.Counting.Scanning;

/// <summary>Finds the words of a text and counts them into a table.</summary>
internal abstract class WordScanner
{
    /// <summary>Counts all words that end within the text; letters at its start begin a word.</summary>
    /// <param name="text">Ends between code points.</param>
    /// <returns>Where the word begins that the end of the text cuts off; the text's length when there is none.</returns>
    public abstract int Scan(ReadOnlySpan<byte> text);
}
