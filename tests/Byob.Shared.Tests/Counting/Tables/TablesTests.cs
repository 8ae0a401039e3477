using System.Text;
using Byob.Shared.Counting;
using Byob.Shared.Counting.Tables;
using Xunit;

namespace Byob.Shared.Tests.Counting.Tables;

/// <summary>What the tables do at their bounds.</summary>
public sealed class TablesTests
{
    [Fact]
    public void DenseTable_MoreWordsThanHaveNumbers_RefusesThem()
    {
        var table = new DenseTable(1 << 11, mostWords: 5_000);
        var added = 0;

        var fault = Assert.Throws<InvalidOperationException>(() =>
        {
            for (; added < 20_000; added++)
                table.Add(ShortWord.Of(Encoding.ASCII.GetBytes($"w{added:x}")), 1);
        });

        Assert.Contains("no room for more than 5000", fault.Message, StringComparison.Ordinal);
        Assert.Equal(added, table.Count);
        table.Free();
    }

    [Fact]
    public void DenseTable_FreedAndMadeAnew_KnowsNothingOfTheOld()
    {
        for (var round = 0; round < 3; round++)
        {
            var table = new DenseTable(1 << 11);
            for (var number = 0; number < 200_000; number++)
                table.Add(ShortWord.Of(Encoding.ASCII.GetBytes($"w{number % 100_000:x}")), 1 + round);

            Assert.Equal(100_000, table.Count);
            var counted = new Counted();
            new WordSort(table.Entries, new LongWordTable(), new WordSortMemory()).WriteTo(counted);
            Assert.Equal(100_000, counted.Words.Count);
            Assert.All(counted.Words, word => Assert.Equal(2 * (1 + round), word.Value));
            table.Free();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(LongWordTable.Batch)]
    public void LongWordTable_WordsInBatches_AreCountedAsOneByOne(int batch)
    {
        var random = new Random(7);
        var words = Enumerable.Range(0, 40_000).Select(_ => Encoding.UTF8.GetBytes($"a long word indeed {Math.Pow(random.NextDouble() * 100, 2):0}")).ToList();
        var (single, batched) = (new LongWordTable(), new LongWordTable());

        foreach (var word in words)
            single.Add(word, word.Length);
        foreach (var some in words.Chunk(batch))
            batched.Add([.. some.SelectMany(word => word)], [.. some.Select(word => word.Length)], [.. some.Select(word => (long)word.Length)]);

        Assert.Equal(All(single), All(batched));
        Assert.Equal(single.WrittenBytes, batched.WrittenBytes);
    }

    [Fact]
    public void Counter_TextThatMayBringTooMuch_HasNoRoomUntilItsWordsAreForgotten()
    {
        var counter = new WordCounter(CountOptions.Exact) { MostWords = 100 };
        Assert.True(counter.HasRoomFor(180));
        Assert.False(counter.HasRoomFor(200));

        counter.Append("a b c d e f g h i j k l m n o p q r s t u v w x y z "u8);
        Assert.False(counter.HasRoomFor(180));
        counter.ForgetWords();

        Assert.True(counter.HasRoomFor(180));
    }

    [Fact]
    public void PinnedArray_OfAnySize_IsZeroed()
    {
        foreach (var bytes in new[] { 1, (256 << 10) - 1, 256 << 10, 2 << 20, (5 << 20) + 12_345 })
        {
            for (var round = 0; round < 3; round++)
            {
                var memory = new PinnedArray<byte>(bytes);
                Assert.Equal(bytes, memory.Span.Length);
                Assert.False(memory.Span.ContainsAnyExcept((byte)0));
                memory.Span.Fill(1);
                memory.Free();
                memory.Free();
            }
        }
    }

    private static List<(string Word, long Count)> All(LongWordTable table) =>
        [.. Enumerable.Range(0, table.Count).Select(number => (Encoding.UTF8.GetString(table.Word(number)), table.CountOf(number)))];
}
