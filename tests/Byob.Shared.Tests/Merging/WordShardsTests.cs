using System.Text;
using Byob.Shared.Counting;
using Byob.Shared.Merging;
using Byob.Shared.Partials;
using Byob.Shared.Tests.Partials;
using CsCheck;
using Xunit;

namespace Byob.Shared.Tests.Merging;

public sealed class WordShardsTests
{
    private const long Plenty = 1L << 30;

    [Fact]
    public void Merge_OfAnyPartials_IsThatOfADictionary() =>
        PartialBytes.AnyWords.Array[0, 6].Sample(partials => AssertMerges([.. partials.Select(words => words.ToArray())], threads: 1), iter: 100);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Merge_OfManyWordsByThreads_IsThatOfADictionary(int threads) =>
        AssertMerges([.. Enumerable.Range(0, 9).Select(seed => Words(60_000, seed))], threads);

    [Fact]
    public void Merge_OfWordsThatBeginAlike_OrdersThemWhole()
    {
        string[] ends = ["", "a", "aa", "aaaaaaaa", "aaaaaaaab", "é", "aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaab", "b"];
        var words = from start in new[] { "", "aaaaaaa", "aaaaaaaa", "aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", new string('a', 70_000) }
                    from end in ends
                    where start.Length + end.Length > 0
                    select start + end;

        AssertMerges([Sorted(words.Distinct().Select((word, at) => KeyValuePair.Create(word, at % 3 + 1L)))], threads: 1);
    }

    [Fact]
    public void Merge_OfCountsOfAllSizes_OrdersTiesByWord()
    {
        var random = new Random(5);
        long[] counts = [1, 2, 9, 10, 4095, 4096, 4097, 1_000_000, 1L << 40];
        var words = Sorted(Words(5_000, 1).Select(word => KeyValuePair.Create(word.Key, counts[random.Next(counts.Length)])));

        AssertMerges([words, words], threads: 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20_000)]
    [InlineData(200_000)]
    [InlineData(Plenty)]
    public void Merge_WithoutRoom_SpillsSortedRunsOfAllWords(long memoryBytes)
    {
        // Each word comes in several partials: what a run holds is then more than what the last partial brought.
        KeyValuePair<string, long>[][] partials = [.. Enumerable.Range(0, 6).Select(seed => Words(4_000, seed % 3))];
        var runs = new List<KeyValuePair<string, long>[]>();
        var shards = new WordShards(memoryBytes, (write, total) =>
        {
            var run = Run.Of(write);
            Assert.Equal(total, run.Sum(word => word.Value));
            Assert.Equal(Sorted(run), run);
            lock (runs)
                runs.Add(run);
        });

        Add(shards, partials, threads: 3);
        shards.SpillAll();

        Assert.Equal(Expected(partials), Expected([.. runs]));
        using var nothing = new SortedWords(shards, 2);
        Assert.Equal(0, nothing.WriteByWord(new MemoryStream(), new Progress<double>(), TestContext.Current.CancellationToken).DistinctWords);
    }

    [Fact]
    public void Resize_ToLess_SpillsAtOnce()
    {
        var words = Words(4_000, 1);
        var runs = new List<KeyValuePair<string, long>[]>();
        var shards = new WordShards(Plenty, (write, _) => runs.Add(Run.Of(write)));
        Add(shards, [words], threads: 1);
        Assert.Empty(runs);

        shards.Resize(1);

        Assert.Equal(words, Sorted(runs.SelectMany(run => run)));
    }

    private static void AssertMerges(KeyValuePair<string, long>[][] partials, int threads)
    {
        var expected = Expected(partials);
        var shards = new WordShards(Plenty, (_, _) => Assert.Fail("There is room for all words."));
        Add(shards, partials, threads);
        using var sorted = new SortedWords(shards, threads);
        var path = Path.GetTempFileName();
        try
        {
            using (var byWord = File.Create(path))
            {
                var totals = sorted.WriteByWord(byWord, new Progress<double>(), TestContext.Current.CancellationToken);
                Assert.Equal(new PartialTotals(expected.Length, expected.Sum(word => word.Value)), totals);
            }

            var byCount = new MemoryStream();
            sorted.WriteByCount(path, byCount, new Progress<double>(), TestContext.Current.CancellationToken);

            Assert.Equal(Lines(expected), File.ReadAllText(path));
            Assert.Equal(Lines(expected.OrderByDescending(word => word.Value)), Encoding.UTF8.GetString(byCount.ToArray()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Add(WordShards shards, KeyValuePair<string, long>[][] partials, int threads) =>
        Parallel.ForEach(partials, new ParallelOptions { MaxDegreeOfParallelism = threads }, words =>
        {
            using var reader = new PartialReader(new MemoryStream(PartialBytes.Write(words, new PartialHeader(CountOptions.Exact, long.MaxValue))), lettersAreKnown: true);
            Assert.Equal(new PartialTotals(words.Length, words.Sum(word => word.Value)), shards.Add(reader, TestContext.Current.CancellationToken));
        });

    /// <summary>Words of one to some thirty letters of several scripts; many occur in the lists of other seeds as well.</summary>
    private static KeyValuePair<string, long>[] Words(int count, int seed)
    {
        var random = new Random(seed);
        string[] scripts = ["etaoinshrdlu", "éèàüöñßçøåæþ", "оеаинтсрвлкм", "的一是不了人我在有他这中"];
        return Sorted(Enumerable.Range(0, count)
            .Select(_ => scripts[random.Next(scripts.Length)])
            .Select(letters => string.Concat(Enumerable.Range(0, 1 + (int)Math.Pow(random.NextDouble() * 3.1, 3)).Select(_ => letters[random.Next(letters.Length)])))
            .Distinct()
            .Select(word => KeyValuePair.Create(word, 1L + random.Next(300) / 100 * random.Next(200))));
    }

    private static KeyValuePair<string, long>[] Expected(KeyValuePair<string, long>[][] partials) => Sorted(
        partials.SelectMany(words => words).GroupBy(word => word.Key, (word, same) => KeyValuePair.Create(word, same.Sum(one => one.Value))));

    private static KeyValuePair<string, long>[] Sorted(IEnumerable<KeyValuePair<string, long>> words) =>
        [.. words.OrderBy(word => Encoding.UTF8.GetBytes(word.Key), Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)))];

    private static string Lines(IEnumerable<KeyValuePair<string, long>> words) => string.Concat(words.Select(word => $"{word.Key}\t{word.Value}\n"));

    private sealed class Run : IWordSink
    {
        private readonly List<KeyValuePair<string, long>> _words = [];

        public static KeyValuePair<string, long>[] Of(Action<IWordSink> write)
        {
            var run = new Run();
            write(run);
            return [.. run._words];
        }

        public void Add(ReadOnlySpan<byte> word, long count) => _words.Add(KeyValuePair.Create(Encoding.UTF8.GetString(word), count));
    }
}
