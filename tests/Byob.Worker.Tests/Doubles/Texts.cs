using System.Text;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Partials;

namespace Byob.Worker.Tests.Doubles;

/// <summary>Texts to count, chunks of them, and counts by another way than the product's.</summary>
internal static class Texts
{
    public static byte[] Make(int words, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var i = 0; i < words; i++)
        {
            var length = random.Next(1, 9);
            for (var letter = 0; letter < length; letter++)
                text.Append("abcdeéøжλ中"[random.Next(10)]);
            text.Append(random.Next(8) == 0 ? "1, \n" : " ");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static ByteRange All(byte[] text) => new(0, text.Length);

    /// <summary>The text in so many ranges that end between words.</summary>
    public static IReadOnlyList<ByteRange> Cut(byte[] text, int chunks)
    {
        var ranges = new List<ByteRange>();
        var start = 0;
        for (var i = 1; i <= chunks; i++)
        {
            var end = i == chunks ? text.Length : Array.IndexOf(text, (byte)' ', (int)((long)text.Length * i / chunks)) + 1;
            ranges.Add(new ByteRange(start, end));
            start = end;
        }

        return ranges;
    }

    public static SortedDictionary<string, long> Count(ReadOnlySpan<byte> text)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var word in new string([.. Encoding.UTF8.GetString(text).Select(c => char.IsLetter(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            counts[word] = counts.GetValueOrDefault(word) + 1;
        return counts;
    }

    public static SortedDictionary<string, long> Merge(IEnumerable<byte[]> partials)
    {
        var readers = partials.Select(partial => new PartialReader(new MemoryStream(partial))).ToList();
        var sink = new DictionarySink();
        PartialMerger.Merge(readers, sink);
        return sink.Counts;
    }

    private sealed class DictionarySink : IWordSink
    {
        public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

        public void Add(ReadOnlySpan<byte> word, long count) => Counts.Add(Encoding.UTF8.GetString(word), count);
    }
}
