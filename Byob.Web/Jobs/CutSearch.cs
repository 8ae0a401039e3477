using Byob.Shared.Counting;

namespace Byob.Web.Jobs;

/// <summary>Looks for the first place between words at or after a wanted one, in the bytes that it is fed from <see cref="At"/> on. Pure.</summary>
/// <param name="wanted">An offset of the dataset.</param>
/// <param name="length">Of the dataset, in bytes: its end is between words.</param>
internal sealed class CutSearch(long wanted, long length)
{
    /// <summary>Longest UTF-8 sequence: so far back a code point may begin that ends at the wanted place.</summary>
    private const int LongestSequence = 4;

    /// <summary>Where the bytes begin that are to be fed next.</summary>
    public long At { get; private set; } = Math.Max(0, wanted - LongestSequence);

    /// <summary>Null until it is found.</summary>
    public long? Place { get; private set; } = wanted >= length ? length : null;

    /// <summary>Null, or a sentence: the word at the wanted place is longer than words may be. The rest of a huge file is not searched for its end.</summary>
    public string? Problem => Place is null && At - wanted > WordCounter.LongestWord
        ? $"From byte {wanted:N0} on there is one word of more than {WordCounter.LongestWord >> 20} MiB. That is no text, and cannot be counted."
        : null;

    /// <param name="bytes">From <see cref="At"/> on; at least four, or those to the end of the dataset.</param>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (WordBoundary.FindAfter(bytes) is var step and > 0)
        {
            At += step;
            if (At >= wanted)
            {
                Place = At;
                return;
            }

            bytes = bytes[step..];
        }

        // The last bytes may begin a code point that the window cuts in two: they are read again.
        At += Math.Max(1, bytes.Length - (LongestSequence - 1));
        if (At >= length)
            Place = length;
    }
}
