namespace Byob.Shared.Counting;

/// <summary>
/// Says what a letter is: a code point of category Lu, Ll, Lt, Lm or Lo, and its simple lower case. The data is our own and generated,
/// so that two honest workers never disagree, whatever runtime or ICU they have. The version is that of Go 1.21 to 1.24.
/// </summary>
public static partial class LetterTable
{
    private const int HighRangeFields = 2;
    private const int LowerRunFields = 4;

    public static bool IsLetter(int codePoint)
    {
        if ((uint)codePoint < 0x10000)
            return (LowBits[codePoint >> 3] >> (codePoint & 7) & 1) != 0;

        var range = LastAtOrBelow(HighRanges, HighRangeFields, codePoint);
        return range >= 0 && codePoint <= HighRanges[range + 1];
    }

    /// <summary>The simple lower-case mapping of a letter; a code point that has none is returned as it is.</summary>
    public static int ToLower(int codePoint)
    {
        var run = LastAtOrBelow(LowerRuns, LowerRunFields, codePoint);
        if (run < 0 || codePoint > LowerRuns[run + 1] || (codePoint - LowerRuns[run]) % LowerRuns[run + 2] != 0)
            return codePoint;

        return codePoint + LowerRuns[run + 3];
    }

    /// <summary>Where the last group begins whose first number is not above <paramref name="codePoint"/>; negative when all are.</summary>
    private static int LastAtOrBelow(ReadOnlySpan<int> groups, int fields, int codePoint)
    {
        var low = 0;
        var high = groups.Length / fields - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            if (groups[middle * fields] <= codePoint)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return high * fields;
    }
}
