namespace Byob.Shared.Counting;

/// <summary>
/// Reads UTF-8 (RFC 3629) as Go's <c>range</c> over a string does: what is no well-formed code point (stray and missing continuation bytes,
/// overlong forms, surrogates, beyond U+10FFFF) is one invalid byte, and reading goes on at the next byte.
/// </summary>
internal static class Utf8
{
    public const int LongestCodePoint = 4;

    /// <summary>What <see cref="Decode"/> gives for an invalid byte.</summary>
    public const int Invalid = -1;

    public static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    /// <summary>Reads the code point at the start of <paramref name="bytes"/>, which is not empty, and returns its length in bytes.</summary>
    /// <param name="codePoint"><see cref="Invalid"/> for an invalid byte, whose length is 1. A sequence that is cut off by the end is invalid.</param>
    public static int Decode(ReadOnlySpan<byte> bytes, out int codePoint)
    {
        int lead = bytes[0];
        var length = SequenceLength(bytes[0]);
        codePoint = Invalid;
        if (length == 1)
        {
            codePoint = lead;
            return 1;
        }

        if (length == 0 || bytes.Length < length)
            return 1;

        var value = lead & (0x7F >> length);
        for (var at = 1; at < length; at++)
        {
            if (!IsContinuation(bytes[at]))
                return 1;
            value = value << 6 | bytes[at] & 0x3F;
        }

        var wellFormed = length switch
        {
            2 => true,
            3 => value >= 0x800 && value is < 0xD800 or > 0xDFFF,
            _ => value is >= 0x10000 and <= 0x10FFFF,
        };
        if (!wellFormed)
            return 1;

        codePoint = value;
        return length;
    }

    /// <summary>Writes a code point to the start of <paramref name="output"/> and returns its length in bytes.</summary>
    public static int Encode(int codePoint, Span<byte> output) => new System.Text.Rune(codePoint).EncodeToUtf8(output);

    /// <summary>
    /// Length of the sequence that a trailing lead byte has begun and that the end cut off: 0 to 3. Bytes before it are read
    /// the same whatever follows; these are not.
    /// </summary>
    public static int UnfinishedTail(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back < LongestCodePoint && back <= bytes.Length; back++)
        {
            if (!IsContinuation(bytes[^back]))
                return SequenceLength(bytes[^back]) > back ? back : 0;
        }

        return 0;
    }

    /// <summary>How many code points <paramref name="letters"/>, which is well-formed, has.</summary>
    public static int Count(ReadOnlySpan<byte> letters)
    {
        var count = 0;
        foreach (var value in letters)
            count += IsContinuation(value) ? 0 : 1;
        return count;
    }

    /// <summary>How long a sequence is by its first byte; 0 for a byte that begins none.</summary>
    private static int SequenceLength(byte lead) => lead switch
    {
        < 0x80 => 1,
        >= 0xC2 and <= 0xDF => 2,
        >= 0xE0 and <= 0xEF => 3,
        >= 0xF0 and <= 0xF4 => 4,
        _ => 0,
    };
}
