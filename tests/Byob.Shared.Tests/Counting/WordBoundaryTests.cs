using Byob.Shared.Counting;
using CsCheck;
using Xunit;

namespace Byob.Shared.Tests.Counting;

public sealed class WordBoundaryTests
{
    [Fact]
    public void FindAfter_AnyOffsetOfAnyBytes_CutsBetweenWords() =>
        Gen.Select(Texts.Any, Gen.Int[0, 400], Gen.Int[0, 40]).Sample(
            (text, from, window) =>
            {
                from = Math.Min(from, text.Length);
                var boundary = WordBoundary.FindAfter(text.AsSpan(from, Math.Min(window, text.Length - from)));
                if (boundary < 0)
                    return;

                Assert.InRange(boundary, 1, window);
                var sum = ReferenceCounter.Count(text.AsSpan(0, from + boundary));
                ReferenceCounter.AddTo(sum, ReferenceCounter.Count(text.AsSpan(from + boundary)));
                Assert.Equal(ReferenceCounter.Count(text), sum);
            },
            iter: 30_000);

    [Fact]
    public void FindAfter_UsedToChunkAnyBytes_KeepsTheCount() =>
        Gen.Select(Texts.Any, Gen.Int[1, 30]).Sample(
            (text, target) =>
            {
                var sum = ReferenceCounter.NoWords();
                for (int start = 0, end; start < text.Length; start = end)
                {
                    end = Math.Min(text.Length, start + target);
                    var boundary = WordBoundary.FindAfter(text.AsSpan(end));
                    end = boundary < 0 ? text.Length : end + boundary;
                    ReferenceCounter.AddTo(sum, ReferenceCounter.Count(text.AsSpan(start, end - start)));
                }

                Assert.Equal(ReferenceCounter.Count(text), sum);
            },
            iter: 10_000);

    [Fact]
    public void FindAfter_LettersOnly_FindsNone()
    {
        Assert.Equal(-1, WordBoundary.FindAfter("abcdéжあ"u8));
        Assert.Equal(-1, WordBoundary.FindAfter(""u8));
    }

    [Theory]
    [InlineData(" a", 1)]
    [InlineData("ab a b", 3)]
    [InlineData("é’", 5)]
    [InlineData("x😀", 5)]
    public void FindAfter_TextWithASeparator_IsBehindTheFirst(string text, int expected) =>
        Assert.Equal(expected, WordBoundary.FindAfter(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void FindAfter_ContinuationBytesFirst_DoesNotJudgeThem()
    {
        Assert.Equal(-1, WordBoundary.FindAfter([0x80, 0x80, 0x80, 0x80]));
        Assert.Equal(3, WordBoundary.FindAfter([0x80, 0xBF, (byte)' ']));
    }

    [Fact]
    public void FindAfter_UnfinishedSequenceAtTheEnd_WaitsForMore()
    {
        Assert.Equal(-1, WordBoundary.FindAfter([(byte)'a', 0xE2, 0x80]));
        Assert.Equal(4, WordBoundary.FindAfter([(byte)'a', 0xE2, 0x80, 0x99]));
        Assert.Equal(2, WordBoundary.FindAfter([(byte)'a', 0xE2, (byte)'b']));
    }

    [Theory]
    [InlineData(0xC0)]
    [InlineData(0xC1)]
    [InlineData(0xF5)]
    [InlineData(0xFF)]
    public void FindAfter_ByteThatNeverOccursInUtf8_IsBehindIt(byte never) => Assert.Equal(2, WordBoundary.FindAfter([(byte)'a', never]));
}
