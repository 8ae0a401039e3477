namespace Byob.Benchmarks.Corpora;

/// <summary>Makes the word of a rank: always the same one, short for the frequent ranks as in languages that people speak.</summary>
internal static class CorpusWord
{
    /// <summary>Bytes that a word has at most.</summary>
    public const int LongestBytes = 64;

    private const int CommonLetters = 12;

    private static ReadOnlySpan<byte> Letters => "etaoinshrdlucmfwypvbgkjqxz"u8;

    /// <returns>Bytes written.</returns>
    public static int Write(CorpusKind kind, int rank, Span<byte> output)
    {
        var bits = Mix((ulong)rank + 1);
        var script = kind == CorpusKind.High ? bits % 100 : 0;
        bits = Mix(bits);
        // As many letters as tell the ranks apart, and up to three more.
        var letters = 1 + (int)Math.Log(rank + 2, script >= 80 ? 60 : 9) + (int)(bits >> 60 & 3);
        return script switch
        {
            < 60 => WriteLatin(kind, letters, bits, output),
            < 80 => WriteCyrillic(letters, bits, output),
            _ => WriteChinese(Math.Max(1, letters - 1), bits, output),
        };
    }

    /// <summary>SplitMix64's finalizer (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15;
        value = (value ^ value >> 30) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ value >> 27) * 0x94D0_49BB_1331_11EB;
        return value ^ value >> 31;
    }

    private static int WriteLatin(CorpusKind kind, int letters, ulong bits, Span<byte> output)
    {
        var length = 0;
        for (var letter = 0; letter < letters; letter++)
        {
            bits = Mix(bits);
            if (kind != CorpusKind.Low && bits % 97 == 0)
            {
                // U+00E0 to U+00F6.
                output[length++] = 0xC3;
                output[length++] = (byte)(0xA0 + (bits >> 32) % 23);
                continue;
            }

            var common = (bits >> 8 & 7) != 0;
            output[length++] = Letters[(int)((bits >> 16) % (ulong)(common ? CommonLetters : Letters.Length))];
        }

        if (bits >> 40 % 16 == 0)
            output[0] = output[0] < 0x80 ? (byte)(output[0] - 0x20) : output[0];
        return length;
    }

    private static int WriteCyrillic(int letters, ulong bits, Span<byte> output)
    {
        for (var letter = 0; letter < letters; letter++)
        {
            bits = Mix(bits);
            WriteTwo(0x430 + (int)(bits % 32), output[(2 * letter)..]);
        }

        return 2 * letters;
    }

    private static int WriteChinese(int letters, ulong bits, Span<byte> output)
    {
        for (var letter = 0; letter < letters; letter++)
        {
            bits = Mix(bits);
            var codePoint = 0x4E00 + (int)(bits % 4000);
            output[3 * letter] = (byte)(0xE0 | codePoint >> 12);
            output[(3 * letter) + 1] = (byte)(0x80 | codePoint >> 6 & 0x3F);
            output[(3 * letter) + 2] = (byte)(0x80 | codePoint & 0x3F);
        }

        return 3 * letters;
    }

    private static void WriteTwo(int codePoint, Span<byte> output)
    {
        output[0] = (byte)(0xC0 | codePoint >> 6);
        output[1] = (byte)(0x80 | codePoint & 0x3F);
    }
}
