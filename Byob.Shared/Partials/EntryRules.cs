using System.Runtime.CompilerServices;
using Byob.Shared.Counting;

namespace Byob.Shared.Partials;

/// <summary>
/// Judges the entries of one partial, one after the other: order, counts, letters, and that the text was long enough for all of them.
/// Writer and reader keep the same rules.
/// </summary>
/// <param name="lettersAreKnown">Words come from a counter of this process, or from bytes that were judged before: their letters are right.</param>
internal sealed class EntryRules(PartialHeader header, bool lettersAreKnown)
{
    public const string NoWord = "is no word as this job counts them";

    private readonly CountOptions _options = header.Options;

    /// <summary>Whether a word may be longer than in its text, or shorter than it may be: each is looked at closely then.</summary>
    private readonly bool _plain = !header.Options.FoldCase && (lettersAreKnown || header.Options.MinLength <= 1);

    /// <summary>Bytes of the text that are not yet taken by a word.</summary>
    private long _textLeft = header.CountedBytes;

    public long Entries { get; private set; }

    public long Words { get; private set; }

    public PartialTotals Totals => new(Entries, Words);

    /// <summary>Longest word that the rest of the text has room for.</summary>
    public int LongestWord => (int)Math.Min(WordCounter.LongestWord, _options.FoldCase ? Math.Min(_textLeft, WordCounter.LongestWord) * 3 / 2 : _textLeft);

    /// <summary>Takes in an entry that is in order, of a short word and a small count, when there is nothing to be said against it; the letters stay to be judged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(int length, int count)
    {
        var needed = (long)length * count;
        if (!_plain || count == 0 || needed > _textLeft)
            return false;
        _textLeft -= needed;
        Entries++;
        Words += count;
        return true;
    }

    /// <summary>Takes the entry in, or says in half a sentence what is wrong with it.</summary>
    /// <param name="previous">What of the word before is not shared with this one.</param>
    /// <param name="word">The whole word.</param>
    /// <param name="shared">How many bytes it shares with the word before.</param>
    public string? Refuse(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> word, int shared, long count)
    {
        if (word.Length > LongestWord)
            return "is longer than its text has room for";
        if (word.Length == shared || (Entries > 0 && word[shared..].SequenceCompareTo(previous) <= 0))
            return "is not behind the word before it";
        if (count < 1)
            return "has a count below 1";
        if (!lettersAreKnown && !IsWord(word, shared))
            return NoWord;

        // A word in lower case may be longer than in the text: at most three bytes for two.
        long leastInText = _options.FoldCase ? (word.Length * 2L + 2) / 3 : word.Length;
        if (Math.BigMul((ulong)count, (ulong)leastInText, out var needed) != 0 || needed > (ulong)_textLeft)
            return "has a count beyond what its text has room for";

        _textLeft -= (long)needed;
        Entries++;
        Words += count;
        return null;
    }

    /// <summary>Whether the letters of a word that was taken with <see cref="TryTake"/> are letters.</summary>
    public bool Allows(ReadOnlySpan<byte> word, int shared) => lettersAreKnown || IsWord(word, shared);

    /// <summary>Whether the word is letters only. What it shares with the word before has been looked at, up to the start of a code point.</summary>
    private bool IsWord(ReadOnlySpan<byte> word, int shared)
    {
        var at = shared;
        while (at > 0 && Utf8.IsContinuation(word[at]))
            at--;

        while (at < word.Length)
        {
            if (char.IsAsciiLetterLower((char)word[at]))
            {
                at++;
                continue;
            }

            at += Utf8.Decode(word[at..], out var codePoint);
            if (codePoint == Utf8.Invalid || !LetterTable.IsLetter(codePoint))
                return false;
            if (_options.FoldCase && LetterTable.ToLower(codePoint) != codePoint)
                return false;
        }

        return _options.MinLength <= 1 || Utf8.Count(word) >= _options.MinLength;
    }
}
