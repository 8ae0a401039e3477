namespace Byob.Worker.Counting;

/// <summary>
/// Makes a text like those that parties count: few words that come often and many that come seldom (Zipf's law), short ones more often than
/// long ones, some letters beyond ASCII, marks and line ends between. The same on every machine.
/// </summary>
internal static class SampleText
{
    private const int Vocabulary = 8_192;
    private const int LongestWordBytes = 16;
    private const int WordsInALine = 12;

    public static byte[] Make(int bytes)
    {
        var random = new Draws();
        var words = new byte[Vocabulary][];
        for (var rank = 0; rank < Vocabulary; rank++)
            words[rank] = Word(ref random, rank);

        var text = new byte[bytes];
        text.AsSpan().Fill((byte)' ');
        for (int at = 0, written = 1; at < bytes - LongestWordBytes - 3; written++)
        {
            var word = words[Rank(ref random)];
            word.CopyTo(text, at);
            at += word.Length;
            if (written % WordsInALine == 0)
            {
                text[at++] = (byte)'.';
                text[at] = (byte)'\n';
            }

            at++;
        }

        return text;
    }

    /// <summary>A rank whose odds fall as 1/rank: the logarithm of the rank is spread evenly.</summary>
    private static int Rank(ref Draws random) => (int)Math.Pow(Vocabulary, random.Next(1 << 20) / (double)(1 << 20)) - 1;

    private static byte[] Word(ref Draws random, int rank)
    {
        Span<byte> word = stackalloc byte[LongestWordBytes];
        // The frequent ones are short.
        var letters = 1 + random.Next(3) + random.Next(2 + (int)Math.Log2(rank + 1) / 2);
        var length = 0;
        for (var letter = 0; letter < letters; letter++)
        {
            if (random.Next(40) == 0)
            {
                // U+00E0 to U+00F6: letters of two bytes.
                word[length++] = 0xC3;
                word[length++] = (byte)(0xA0 + random.Next(0x17));
            }
            else
            {
                word[length++] = (byte)((letter == 0 && random.Next(8) == 0 ? 'A' : 'a') + random.Next(26));
            }

            if (length > LongestWordBytes - 2)
                break;
        }

        return word[..length].ToArray();
    }

    /// <summary>Marsaglia's xorshift64 ("Xorshift RNGs", 2003): small, and the same for ever, which a library's generator need not be.</summary>
    private struct Draws()
    {
        private ulong _state = 0x9E37_79B9_7F4A_7C15;

        public int Next(int below)
        {
            _state ^= _state << 13;
            _state ^= _state >> 7;
            _state ^= _state << 17;
            return (int)((_state >> 33) % (ulong)below);
        }
    }
}
