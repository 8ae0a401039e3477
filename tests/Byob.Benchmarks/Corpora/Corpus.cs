namespace Byob.Benchmarks.Corpora;

/// <summary>Writes a seeded text of any length, the same on every machine: words by Zipf's law, lines, marks between.</summary>
internal sealed class Corpus(CorpusKind kind, ulong seed)
{
    private const int BufferBytes = 1 << 20;
    private const int WordsInALine = 12;

    private readonly byte[] _buffer = new byte[BufferBytes + (2 * CorpusWord.LongestBytes)];
    private readonly (int Start, int Length)[] _places = new (int, int)[Ranks(kind)];
    private byte[] _words = new byte[1 << 16];
    private ulong _state = seed;

    /// <summary>Different words that may come.</summary>
    private static int Ranks(CorpusKind kind) => kind switch
    {
        CorpusKind.Low => 13_500,
        CorpusKind.Mixed => 250_000,
        _ => 7_500_000,
    };

    public void WriteTo(Stream output, long bytes)
    {
        MakeWords();
        var used = 0;
        for (long written = 0, words = 1; written < bytes; words++)
        {
            var (start, length) = _places[Rank()];
            _words.AsSpan(start, length).CopyTo(_buffer.AsSpan(used));
            used += length;
            used += WriteGap(words, _buffer.AsSpan(used));
            if (used < BufferBytes && written + used < bytes)
                continue;
            var part = (int)Math.Min(used, bytes - written);
            output.Write(_buffer, 0, part);
            written += part;
            used = 0;
        }
    }

    private void MakeWords()
    {
        var used = 0;
        for (var rank = 0; rank < _places.Length; rank++)
        {
            if (_words.Length - used < CorpusWord.LongestBytes)
                Array.Resize(ref _words, _words.Length * 2);
            var length = CorpusWord.Write(kind, rank, _words.AsSpan(used));
            _places[rank] = (used, length);
            used += length;
        }
    }

    private int WriteGap(long words, Span<byte> output)
    {
        var gap = (words % WordsInALine, kind) switch
        {
            (0, _) => ".\n"u8,
            (5, CorpusKind.Mixed) when words % 5 == 0 => "\u201D, "u8,
            (5, _) => ", "u8,
            _ => " "u8,
        };
        gap.CopyTo(output);
        return gap.Length;
    }

    /// <summary>A rank whose odds fall as 1/rank: the logarithm of the rank is spread evenly.</summary>
    private int Rank()
    {
        _state = CorpusWord.Mix(_state);
        var evenly = (_state >> 11) * (1.0 / (1ul << 53));
        return (int)Math.Pow(_places.Length, evenly) - 1;
    }
}
