using Byob.Shared.Counting.Tables;

namespace Byob.Shared.Counting;

/// <summary>Leaves out words and changes them as a job's options say, before they are counted.</summary>
internal sealed class WordFilter(CountOptions options, WordTable table)
{
    private readonly ByteBuffer _folded = new(WordCounter.LongestWord);

    public long MemoryBytes => _folded.MemoryBytes;

    public void Add(ReadOnlySpan<byte> word)
    {
        if (options.MinLength > 1 && Utf8.Count(word) < options.MinLength)
            return;

        table.Add(options.FoldCase ? Fold(word) : word, 1);
    }

    private ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> word)
    {
        _folded.Clear();
        Span<byte> letter = stackalloc byte[Utf8.LongestCodePoint];
        for (int at = 0, length; at < word.Length; at += length)
        {
            length = Utf8.Decode(word[at..], out var codePoint);
            _folded.Append(letter[..Utf8.Encode(LetterTable.ToLower(codePoint), letter)]);
        }

        return _folded.Span;
    }
}
