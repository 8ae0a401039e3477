using System.Buffers;
using System.Text;
using Byob.Shared.Counting;

namespace Byob.Shared.Tests.Counting;

/// <summary>
/// The word count as plainly as it can be said, for comparison: decode all of the text with the runtime's own decoder, one U+FFFD for each
/// invalid byte, and gather runs of letters in a dictionary.
/// </summary>
internal static class ReferenceCounter
{
    public static SortedDictionary<string, long> Count(ReadOnlySpan<byte> text, CountOptions? options = null)
    {
        options ??= CountOptions.Exact;
        var counts = new SortedDictionary<string, long>(ByUtf8.Instance);
        var word = new StringBuilder();
        var letters = 0;
        foreach (var rune in Decode(text))
        {
            if (LetterTable.IsLetter(rune.Value))
            {
                word.Append(options.FoldCase ? new Rune(LetterTable.ToLower(rune.Value)) : rune);
                letters++;
                continue;
            }

            End();
        }

        End();
        return counts;

        void End()
        {
            if (letters >= options.MinLength)
                counts[word.ToString()] = counts.GetValueOrDefault(word.ToString()) + 1;
            word.Clear();
            letters = 0;
        }
    }

    public static void AddTo(SortedDictionary<string, long> sum, SortedDictionary<string, long> counts)
    {
        foreach (var (word, count) in counts)
            sum[word] = sum.GetValueOrDefault(word) + count;
    }

    public static SortedDictionary<string, long> NoWords() => new(ByUtf8.Instance);

    private static List<Rune> Decode(ReadOnlySpan<byte> text)
    {
        var runes = new List<Rune>();
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out var rune, out var length) != OperationStatus.Done)
                (rune, length) = (Rune.ReplacementChar, 1);
            runes.Add(rune);
            text = text[length..];
        }

        return runes;
    }

    private sealed class ByUtf8 : IComparer<string>
    {
        public static ByUtf8 Instance { get; } = new();

        public int Compare(string? left, string? right) => Encoding.UTF8.GetBytes(left!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right!));
    }
}
