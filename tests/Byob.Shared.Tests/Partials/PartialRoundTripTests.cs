using System.Text;
using Byob.Shared.Counting;
using Byob.Shared.Partials;
using Byob.Shared.Tests.Counting;
using CsCheck;
using Xunit;

namespace Byob.Shared.Tests.Partials;

public sealed class PartialRoundTripTests
{
    [Fact]
    public void Partial_OfAnyWords_ComesBack() =>
        PartialBytes.AnyWords.Sample(words => Assert.Equal(words, PartialBytes.Read(PartialBytes.Write(words))), iter: 3_000);

    [Fact]
    public void Partial_OfManyBlocks_ComesBackSmaller()
    {
        var words = PartialBytes.ManyWords(200_000);

        var bytes = PartialBytes.Write(words);

        Assert.Equal(words, PartialBytes.Read(bytes));
        Assert.True(bytes.Length < words.Sum(word => $"{word.Key}\t{word.Value}\n".Length) / 2);
    }

    [Fact]
    public void Partial_WithoutWords_IsWhole() => Assert.Empty(PartialBytes.Read(PartialBytes.Write([])));

    [Theory]
    [InlineData(false, 1, 0)]
    [InlineData(true, 1000, long.MaxValue)]
    [InlineData(true, 1, 123_456_789)]
    public void Header_ComesBack(bool foldCase, int minLength, long countedBytes)
    {
        var header = new PartialHeader(new CountOptions(foldCase, minLength), countedBytes);

        using var reader = new PartialReader(new MemoryStream(PartialBytes.Write([], header)));

        Assert.Equal(header, reader.Header);
        Assert.Equal("15.0.0", reader.Header.LetterTableVersion);
        Assert.Null(reader.Totals);
    }

    [Fact]
    public void Partial_WithWordsLongerThanABlock_ComesBack()
    {
        KeyValuePair<string, long>[] words =
        [
            new("a", 3), new(new string('a', 200_000), 1), new(new string('a', 200_000) + "b", 2), new(new string('a', 199_999) + "é", long.MaxValue / 400_000), new("b", 1),
        ];

        Assert.Equal(words, PartialBytes.Read(PartialBytes.Write(words, new PartialHeader(CountOptions.Exact, long.MaxValue))));
    }

    [Fact]
    public void Partial_WithTheLongestWord_ComesBackFromACounter()
    {
        var text = new byte[WordCounter.LongestWord];
        text.AsSpan().Fill((byte)'x');
        var counter = new WordCounter(CountOptions.Exact);
        counter.Append(text);
        counter.Complete();
        var output = new MemoryStream();
        using (var writer = new PartialWriter(output, new PartialHeader(CountOptions.Exact, text.Length)))
        {
            counter.WriteTo(writer);
            Assert.Equal(new PartialTotals(1, 1), writer.Complete());
        }

        output.Position = 0;
        using var reader = new PartialReader(output);

        Assert.True(reader.Read());
        Assert.True(reader.Word.SequenceEqual(text));
        Assert.False(reader.Read());
    }

    [Fact]
    public void Partial_OfAnyTextAndOptions_HasRoomInItsText() =>
        Gen.Select(Texts.Any, Gen.Bool, Gen.Int[1, 3]).Sample(
            (text, fold, shortest) =>
            {
                var options = new CountOptions(fold, shortest);
                var words = Counted.Of([text], options);
                Assert.Equal(words, PartialBytes.Read(PartialBytes.Write(words, new PartialHeader(options, text.Length))));
            },
            iter: 5_000);

    [Fact]
    public void Partial_OfLettersThatGrowInLowerCase_HasRoomInItsText()
    {
        var options = new CountOptions(FoldCase: true);
        var text = "ȺȺȺ"u8.ToArray();
        var words = Counted.Of([text], options);

        Assert.Equal([new("ⱥⱥⱥ", 1)], words);
        Assert.Equal(words, PartialBytes.Read(PartialBytes.Write(words, new PartialHeader(options, text.Length))));
    }

    [Fact]
    public void Writer_LeavesTheStreamToItsOwner()
    {
        var output = new MemoryStream();
        using (var writer = new PartialWriter(output, new PartialHeader(CountOptions.Exact, 1)))
            Assert.Equal(writer.Complete(), writer.Complete());

        output.WriteByte(0);
        Assert.Throws<PartialFormatException>(() => PartialBytes.Read(output.ToArray()));
    }

    [Theory]
    [InlineData("b", 1, "a", 1)]
    [InlineData("b", 1, "b", 1)]
    [InlineData("ab", 1, "a", 1)]
    [InlineData("b", 1, "c", 0)]
    [InlineData("b", 1, "c", -1)]
    [InlineData("b", 1, "", 1)]
    [InlineData("b", 90, "c", 11)]
    public void Add_OfAnEntryThatNoPartialMayHave_IsRefused(string first, long firstCount, string second, long secondCount)
    {
        using var writer = new PartialWriter(new MemoryStream(), new PartialHeader(CountOptions.Exact, 100));
        writer.Add(Encoding.UTF8.GetBytes(first), firstCount);

        Assert.Throws<ArgumentException>(() => writer.Add(Encoding.UTF8.GetBytes(second), secondCount));
    }
}
