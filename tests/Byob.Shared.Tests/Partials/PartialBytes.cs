using System.Text;
using Byob.Shared.Counting;
using Byob.Shared.Partials;
using Byob.Shared.Tests.Counting;
using CsCheck;
using Xunit;

namespace Byob.Shared.Tests.Partials;

/// <summary>Makes partials in memory and reads them back.</summary>
internal static class PartialBytes
{
    public const long LongText = 1L << 40;

    public static readonly Gen<SortedDictionary<string, long>> AnyWords =
        Texts.Any.Select(text => ReferenceCounter.Count(text));

    public static byte[] Write(IEnumerable<KeyValuePair<string, long>> words, PartialHeader? header = null)
    {
        var output = new MemoryStream();
        using var writer = new PartialWriter(output, header ?? new PartialHeader(CountOptions.Exact, LongText));
        foreach (var (word, count) in words)
            writer.Add(Encoding.UTF8.GetBytes(word), count);
        writer.Complete();
        return output.ToArray();
    }

    public static List<KeyValuePair<string, long>> Read(byte[] bytes)
    {
        using var reader = new PartialReader(new MemoryStream(bytes));
        var counted = new Counted();
        while (reader.Read())
            counted.Add(reader.Word, reader.Count);
        Assert.Equal(new PartialTotals(counted.Words.Count, counted.Words.Sum(word => word.Value)), reader.Totals);
        Assert.False(reader.Read());
        return counted.Words;
    }

    /// <summary>Many words that share beginnings, for partials of several blocks.</summary>
    public static List<KeyValuePair<string, long>> ManyWords(int count) =>
        [.. Enumerable.Range(0, count).Select(number => KeyValuePair.Create(Letters(number), 1L + number * 7919L % 100_000)).OrderBy(word => word.Key, StringComparer.Ordinal)];

    private static string Letters(int number) => string.Concat(number.ToString("x8", null).Select(digit => (char)(digit <= '9' ? digit - '0' + 'a' : digit - 'a' + 'k')));
}
