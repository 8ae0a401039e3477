namespace Byob.Web.Results;

/// <summary>Orders words as their UTF-8 bytes order, which is by code point; the ordinal order of UTF-16 differs beyond U+FFFF.</summary>
internal sealed class WordOrder : IComparer<string>
{
    public static WordOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var shared = left.CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length)
            return left.Length.CompareTo(right.Length);

        return Rank(left[shared]).CompareTo(Rank(right[shared]));
    }

    /// <summary>Surrogates stand for the highest code points, so they come behind all other units.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
