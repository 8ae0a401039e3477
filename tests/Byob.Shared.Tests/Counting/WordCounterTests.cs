using System.Text;
using Byob.Shared.Counting;
using CsCheck;
using Xunit;

namespace Byob.Shared.Tests.Counting;

public sealed class WordCounterTests
{
    private static readonly Gen<int[]> Lengths = Gen.Int[0, 9].Array[0, 40];

    private static readonly Gen<CountOptions> AnyOptions = Gen.Select(Gen.Bool, Gen.Int[1, 4], (fold, shortest) => new CountOptions(fold, shortest));

    [Fact]
    public void Count_OfAnyBytesCutAnywhere_IsTheReferences() =>
        Gen.Select(Texts.Any, Lengths).Sample(
            (text, lengths) => Assert.Equal(ReferenceCounter.Count(text), Counted.Of(Texts.Pieces(text, lengths))),
            iter: 20_000);

    [Fact]
    public void Count_OfWellFormedTextOfEveryPlane_IsTheReferences() =>
        Texts.WellFormed.Sample(text => Assert.Equal(ReferenceCounter.Count(text), Counted.Of([text])), iter: 10_000);

    [Fact]
    public void Count_OfNoise_IsTheReferences() =>
        Gen.Byte.Array[0, 300].Sample(text => Assert.Equal(ReferenceCounter.Count(text), Counted.Of([text])), iter: 10_000);

    [Fact]
    public void Count_WithAnyOptions_IsTheReferences() =>
        Gen.Select(Texts.Any, Lengths, AnyOptions).Sample(
            (text, lengths, options) => Assert.Equal(ReferenceCounter.Count(text, options), Counted.Of(Texts.Pieces(text, lengths), options)),
            iter: 10_000);

    [Fact]
    public void Count_OfEveryCutInTwo_IsTheSame() =>
        Texts.Any.Sample(
            text =>
            {
                var whole = ReferenceCounter.Count(text);
                for (var cut = 0; cut <= text.Length; cut++)
                    Assert.Equal(whole, Counted.Of([text[..cut], text[cut..]]));
            },
            iter: 500);

    [Fact]
    public void Append_ByteByByte_GivesTheSame() =>
        Texts.Any.Sample(text => Assert.Equal(ReferenceCounter.Count(text), Counted.Of(text.Select(one => new[] { one }))), iter: 5_000);

    [Fact]
    public void Count_OfManyDistinctWords_GrowsAndStaysExact()
    {
        var text = new StringBuilder();
        for (var number = 0; number < 200_000; number++)
            text.Append(Name(number % 70_000)).Append(' ');
        var bytes = Encoding.UTF8.GetBytes(text.ToString());

        Assert.Equal(ReferenceCounter.Count(bytes), Counted.Of(bytes.Chunk(4096)));
    }

    [Fact]
    public void Count_OfEveryWordTwice_FindsItAgainAlsoRightAfterGrowing()
    {
        for (var round = 0; round < 20; round++)
        {
            var words = Enumerable.Range(round * 5_000, 5_000).Select(Name);
            var text = Encoding.UTF8.GetBytes(string.Join(' ', words.SelectMany(word => new[] { word, word })));

            var counted = Counted.Of([text]);

            Assert.Equal(5_000, counted.Count);
            Assert.All(counted, word => Assert.Equal(2, word.Value));
        }
    }

    [Fact]
    public void Reset_BetweenTexts_ForgetsTheFirst()
    {
        var counter = new WordCounter(CountOptions.Exact);
        counter.Append(Encoding.UTF8.GetBytes(new string('x', 100_000)));
        counter.Append(" beta alpha gam"u8);
        counter.Append([0xC3]);

        counter.Reset();
        // Behind the byte before, this would be an é.
        counter.Append([0xA9]);
        counter.Append("delta beta"u8);
        counter.Complete();

        Assert.Equal([new("beta", 1), new("delta", 1)], Counted.Of(counter));
    }

    [Fact]
    public void Reset_AfterManyWords_KeepsMemoryAndStartsAfresh()
    {
        var counter = new WordCounter(CountOptions.Exact);
        var text = Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 100_000).Select(Name)));
        counter.Append(text);
        counter.Complete();
        var first = Counted.Of(counter);
        var memory = counter.MemoryBytes;

        counter.Reset();
        Assert.Equal(0, counter.DistinctWords);
        counter.Append(text);
        counter.Complete();

        Assert.Equal(first, Counted.Of(counter));
        Assert.Equal(memory, counter.MemoryBytes);
    }

    [Fact]
    public void Complete_BetweenTexts_EndsTheWord()
    {
        var counter = new WordCounter(CountOptions.Exact);
        counter.Append("one"u8);
        counter.Complete();
        counter.Append("one"u8);
        counter.Append([0xC3]);
        counter.Complete();
        counter.Append([0xA9]);
        counter.Complete();

        Assert.Equal([new("one", 2)], Counted.Of(counter));
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(WordCounter.LongestWord)]
    public void Append_OfTheLongestWord_CountsIt(int pieceLength)
    {
        var counter = new WordCounter(CountOptions.Exact);
        AppendLetters(counter, WordCounter.LongestWord, pieceLength);
        counter.Complete();

        Assert.Equal(1, counter.TotalWords);
        Assert.True(counter.MemoryBytes >= WordCounter.LongestWord);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(WordCounter.LongestWord + 1)]
    public void Append_OfAWordBeyondTheLongest_SaysSo(int pieceLength)
    {
        var counter = new WordCounter(CountOptions.Exact);

        var refusal = Assert.Throws<WordTooLongException>(() =>
        {
            AppendLetters(counter, WordCounter.LongestWord + 1, pieceLength);
            counter.Append(" "u8);
        });

        Assert.Contains("64 MiB", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_OfAWordThatIsTooLongBetweenSeparators_SaysSo()
    {
        var text = new byte[WordCounter.LongestWord + 3];
        text.AsSpan().Fill((byte)'x');
        text[0] = text[^1] = (byte)' ';

        Assert.Throws<WordTooLongException>(() => new WordCounter(CountOptions.Exact).Append(text));
    }

    private static void AppendLetters(WordCounter counter, int letters, int pieceLength)
    {
        var piece = new byte[pieceLength];
        piece.AsSpan().Fill((byte)'x');
        for (; letters > 0; letters -= pieceLength)
            counter.Append(piece.AsSpan(0, Math.Min(letters, pieceLength)));
    }

    /// <summary>A different word for each number; many share their first eight letters.</summary>
    private static string Name(int number) =>
        (number % 3 == 0 ? "commonstart" : "") + string.Concat(number.ToString("x", null).Select(digit => (char)(digit < 'a' ? digit - '0' + 'g' : digit)));
}
