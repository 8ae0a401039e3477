using System.Text;
using Byob.Shared.Counting;
using Byob.Shared.Counting.Scanning;
using Xunit;

namespace Byob.Shared.Tests.Counting.Tables;

/// <summary>Words that come again and again among many that do not: they move to better places in the tables and take their counts along.</summary>
public sealed class FrequentWordsTests
{
    public static TheoryData<int, int> Texts => new()
    {
        // Different words at most, and how often the frequent ones change.
        { 3_000, 1 },
        { 30_000, 4 },
        { 150_000, 1 },
        { 150_000, 5 },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Count_OfFewFrequentAndManyRareWords_IsTheDictionarys(int words, int changes)
    {
        var counter = new WordCounter(CountOptions.Exact);
        for (var round = 0; round < 3; round++)
        {
            var random = new Random(round);
            var expected = new Dictionary<string, long>();
            var text = new StringBuilder();
            for (var at = 0; at < 400_000; at++)
            {
                var rank = (int)Math.Pow(words, random.NextDouble());
                var word = Name((rank + (at * changes / 400_000 * (words / 3))) % words);
                expected[word] = expected.GetValueOrDefault(word) + 1;
                text.Append(word).Append(' ');
            }

            foreach (var piece in Encoding.ASCII.GetBytes(text.ToString()).Chunk(100_003))
            {
                counter.Append(piece);
                Assert.InRange(counter.DistinctWords, 1, expected.Count);
            }

            counter.Complete();
            Assert.Equal(expected.Count, counter.DistinctWords);
            Assert.Equal(400_000, counter.TotalWords);
            // Writing twice gives the same twice.
            _ = Counted.Of(counter);
            Assert.Equal(expected.OrderBy(word => word.Key, StringComparer.Ordinal), Counted.Of(counter));

            counter.Reset();
            Assert.Equal(0, counter.DistinctWords);
        }

        counter.Free();
    }

    [Fact]
    public void Count_GoneOnWithAfterWriting_AddsUp()
    {
        var text = Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 100_000).Select(number => Name(number) + " the")));
        var counter = new WordCounter(CountOptions.Exact);
        for (var times = 1; times <= 3; times++)
        {
            counter.Append(text);
            counter.Complete();
            var counts = Counted.Of(counter).ToDictionary();

            Assert.Equal(100_001, counts.Count);
            Assert.Equal(100_000 * times, counts["the"]);
            Assert.Equal(times, counts[Name(99_999)]);
        }
    }

    /// <summary>A different word for each number; each sixth is too long for a vector, and some are longer than those that wait for their table.</summary>
    private static string Name(int number)
    {
        var letters = string.Concat(number.ToString("x", null).Select(digit => (char)(digit < 'a' ? digit - '0' + 'g' : digit)));
        return (number % 6, number % 1000) switch
        {
            (_, 999) => letters + new string('z', 300 + (number % 7)),
            (5, _) => letters + "aratherlongwordindeed",
            _ => letters,
        };
    }
}
