using Byob.Shared.Counting.Scanning;
using Byob.Shared.Counting.Tables;

namespace Byob.Shared.Counting;

/// <summary>
/// Counts the words of a text that comes in pieces, cut anywhere, even inside a code point. A word is a maximal run of letters
/// (<see cref="LetterTable"/>) of the text read as UTF-8; any other code point and any invalid byte separates. This is the word count of
/// the MapReduce lab (MIT 6.824/6.5840, <c>wc.go</c>). Not for use by several threads at once.
/// </summary>
public sealed class WordCounter
{
    /// <summary>Longest word, in bytes, of the text and as counted; a longer one is a <see cref="WordTooLongException"/>.</summary>
    public const int LongestWord = 64 << 20;

    private readonly WordTable _table = new();

    /// <summary>Null when the words are counted as they are.</summary>
    private readonly WordFilter? _filter;

    private readonly WordScanner _scanner;

    /// <summary>A word that the end of the last piece cut off, as far as it has come.</summary>
    private readonly ByteBuffer _open = new(LongestWord);

    /// <summary>The beginning of a code point that the end of the last piece cut off.</summary>
    private readonly byte[] _tail = new byte[Utf8.LongestCodePoint];

    private int _tailLength;

    public WordCounter(CountOptions options)
        : this(options, VectorWidths.Widest)
    {
    }

    /// <param name="width">How many bytes the scanner looks at in one step; all find the same words.</param>
    internal WordCounter(CountOptions options, VectorWidth width)
    {
        _filter = options == CountOptions.Exact ? null : new WordFilter(options, _table);
        _scanner = width.Scanner(_table, _filter);
    }

    /// <summary>All words counted so far; a word at the end of the last piece counts when it ends.</summary>
    public long TotalWords => _table.TotalCount;

    public int DistinctWords => _table.Count;

    /// <summary>Different words that the counter has room for, whatever the memory: 33 million, unless less is asked for.</summary>
    public int MostWords { get; init; } = DenseTable.MostWords;

    /// <summary>Memory that the counter holds. <see cref="WriteTo"/> takes another 24 to 27 bytes for each distinct word, and keeps them for the next time.</summary>
    public long MemoryBytes => _table.MemoryBytes + _open.MemoryBytes + (_filter?.MemoryBytes ?? 0);

    /// <summary>What the words counted so far take, at most, with what <see cref="WriteTo"/> needs for them; 0 after <see cref="ForgetWords"/>.</summary>
    public long WordBytes => _table.WordBytes;

    /// <summary>Whether all words that so many bytes can bring have room. If not, they are written and forgotten first: the next <see cref="Append"/> could throw.</summary>
    public bool HasRoomFor(int bytes) => _table.Count + ((bytes + 1L) / 2) + 1 <= MostWords;

    /// <exception cref="WordTooLongException">The text has a word beyond <see cref="LongestWord"/>. The counter is of no further use until <see cref="Reset"/>.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_tailLength > 0)
            bytes = bytes[FinishTail(bytes)..];

        var tail = Utf8.UnfinishedTail(bytes);
        Scan(bytes[..^tail]);
        if (tail > 0)
        {
            bytes[^tail..].CopyTo(_tail);
            _tailLength = tail;
        }
    }

    /// <summary>The text is over: ends its last word. What is appended afterwards is another text, counted into the same words.</summary>
    public void Complete()
    {
        // Bytes that wait for the rest of their code point are invalid now: they separate.
        _tailLength = 0;
        EndOpenWord();
    }

    /// <summary>Gives every word with its count to <paramref name="sink"/> (a <see cref="Partials.PartialWriter"/>, say), in byte order.</summary>
    public void WriteTo(IWordSink sink) => _table.WriteTo(sink);

    /// <summary>Forgets the words and stays where it is in the text: they have been written, and the next ones are counted anew in the same memory.</summary>
    public void ForgetWords() => _table.Clear();

    /// <summary>Forgets the text and its words, and keeps memory for the next.</summary>
    public void Reset()
    {
        _table.Clear();
        _open.Clear();
        _tailLength = 0;
    }

    /// <summary>Gives memory back at once that the collector would give back later. The counter is of no further use.</summary>
    public void Free() => _table.Free();

    private void Scan(ReadOnlySpan<byte> text)
    {
        if (_open.Length > 0)
        {
            var end = EndOfLetters(text);
            _open.Append(text[..end]);
            if (end == text.Length)
                return;
            EndOpenWord();
            text = text[end..];
        }

        if (!text.IsEmpty)
            _open.Append(text[_scanner.Scan(text)..]);
    }

    /// <summary>Joins the code point that was cut off with its rest, and returns how many of the new bytes that took.</summary>
    private int FinishTail(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, Utf8.LongestCodePoint - _tailLength);
        bytes[..taken].CopyTo(_tail.AsSpan(_tailLength));
        var joined = _tail.AsSpan(0, _tailLength + taken);
        if (Utf8.UnfinishedTail(joined) == joined.Length)
        {
            _tailLength = joined.Length;
            return taken;
        }

        var length = Utf8.Decode(joined, out var codePoint);
        var used = codePoint == Utf8.Invalid ? 0 : length - _tailLength;
        _tailLength = 0;
        // An invalid first byte separates, and so do the continuation bytes that came with it.
        if (codePoint != Utf8.Invalid && LetterTable.IsLetter(codePoint))
            _open.Append(joined[..length]);
        else
            EndOpenWord();
        return used;
    }

    private void EndOpenWord()
    {
        if (_open.Length > 0)
            AddWord(_open.Span);
        _open.Clear();
    }

    private void AddWord(ReadOnlySpan<byte> word)
    {
        if (_filter is null)
            _table.Add(word, 1);
        else
            _filter.Add(word);
    }

    private static int EndOfLetters(ReadOnlySpan<byte> text)
    {
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = Utf8.Decode(text[at..], out var codePoint);
            if (codePoint == Utf8.Invalid || !LetterTable.IsLetter(codePoint))
                return at;
        }

        return text.Length;
    }
}
