namespace Byob.Web.Datasets;

/// <summary>
/// Writes a text that looks like one when it is opened (sentences, paragraphs, numbers, apostrophes, accents), always the same for a seed
/// and a length, and ends it at exactly that length between code points.
/// </summary>
internal sealed class SampleText
{
    // The most that one step writes: a slot, what may go before it and what may follow.
    private const int Longest = SampleVocabulary.SlotBytes + 16;

    private readonly SampleRandom _random;
    private readonly SampleVocabulary _words;
    private long _left;
    private int _wordsLeft;
    private int _sentencesLeft;
    private int _column;

    // What the last step wrote beyond the block that was to be filled.
    private readonly byte[] _step = new byte[Longest];
    private int _stepFrom, _stepTo;

    public SampleText(int seed, long length)
    {
        _random = new SampleRandom(seed);
        _words = new SampleVocabulary(_random);
        _left = length;
        _sentencesLeft = 3 + _random.Below(6);
        BeginSentence();
    }

    /// <summary>Writes the next bytes into a block of at least 64 and answers how many; 0 after the end.</summary>
    public int Fill(Span<byte> block)
    {
        // The last block must not be so short that the code point at its end begins in the one before.
        var wanted = (int)Math.Min(block.Length, _left);
        if (_left > wanted && _left - wanted < 8)
            wanted -= 8;
        var filled = 0;
        while (filled < wanted)
        {
            if (_stepFrom == _stepTo && wanted - filled >= Longest)
            {
                filled += Step(block[filled..]);
                continue;
            }

            if (_stepFrom == _stepTo)
                (_stepFrom, _stepTo) = (0, Step(_step));
            var part = _step.AsSpan(_stepFrom, Math.Min(_stepTo - _stepFrom, wanted - filled));
            part.CopyTo(block[filled..]);
            _stepFrom += part.Length;
            filled += part.Length;
        }

        _left -= filled;
        if (_left == 0 && filled > 0)
            End(block[..filled]);
        return filled;
    }

    /// <summary>One word and what follows it.</summary>
    private int Step(Span<byte> to)
    {
        var dice = _random.Next();
        var isFirst = _wordsLeft < 0;
        if (isFirst)
            _wordsLeft = ~_wordsLeft;

        var length = (dice & 0x7F) == 0 && !isFirst ? WriteNumber(to) : WriteWord(to, isFirst);
        if ((dice >> 7 & 0x7F) == 0)
            length += Write("’s"u8, to[length..]);
        else if ((dice >> 7 & 0x7F) == 1)
            length += Write("'t"u8, to[length..]);

        if (--_wordsLeft > 0)
        {
            if ((dice >> 14 & 0x0F) == 0)
                to[length++] = (byte)',';
            return length + Space(to[length..], length);
        }

        to[length++] = (dice >> 18 & 0x1F) switch
        {
            0 => (byte)'?',
            1 => (byte)'!',
            _ => (byte)'.',
        };
        BeginSentence();
        if (--_sentencesLeft > 0)
            return length + Space(to[length..], length);
        _sentencesLeft = 3 + _random.Below(6);
        _column = 0;
        return length + Write("\n\n"u8, to[length..]);
    }

    /// <summary>The sign says that its first word, with a capital, is still to come.</summary>
    private void BeginSentence() => _wordsLeft = ~(4 + _random.Below(18));

    private int WriteWord(Span<byte> to, bool withCapital)
    {
        var word = _words.Draw(_random);
        _words.SlotOf(word).CopyTo(to);
        if (withCapital && to[0] is >= (byte)'a' and <= (byte)'z')
            to[0] -= 'a' - 'A';
        return _words.LengthOf(word);
    }

    private int WriteNumber(Span<byte> to)
    {
        var number = _random.Below(4) == 0 ? _random.Below(100) : 1500 + _random.Below(530);
        number.TryFormat(to, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
        return length;
    }

    private int Space(Span<byte> to, int afterBytes)
    {
        _column += afterBytes + 1;
        to[0] = _column > 72 ? (byte)'\n' : (byte)' ';
        if (_column > 72)
            _column = 0;
        return 1;
    }

    private static int Write(ReadOnlySpan<byte> bytes, Span<byte> to)
    {
        bytes.CopyTo(to);
        return bytes.Length;
    }

    /// <summary>The last byte becomes a line end; of a code point that would be torn by that, dots remain.</summary>
    private static void End(Span<byte> block)
    {
        var last = block.Length - 1;
        block[last] = (byte)'\n';
        var i = last - 1;
        while (i >= 0 && block[i] is >= 0x80 and < 0xC0)
            i--;
        if (i < 0 || block[i] < 0xC0)
            return;
        var whole = block[i] switch { < 0xE0 => 2, < 0xF0 => 3, _ => 4 };
        if (i + whole > last)
            block[i..last].Fill((byte)'.');
    }
}
