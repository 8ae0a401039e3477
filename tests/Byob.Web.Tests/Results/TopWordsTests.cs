using System.Collections.Immutable;
using System.Text;
using Byob.Web.Live;
using Byob.Web.Results;
using CsCheck;
using Xunit;

namespace Byob.Web.Tests.Results;

public sealed class TopWordsTests
{
    [Fact]
    public void Top_OfCompletePartials_IsExact()
    {
        var top = new TopWords();
        Assert.Empty(top.Top(10));

        top.Add(Partial(complete: true, ("the", 5), ("a", 2), ("ж", 1)));
        Assert.Equal([new("the", 5), new("a", 2)], top.Top(2));
        top.Add(Partial(complete: true, ("ж", 9), ("z", 2), ("A", 2)));

        Assert.Equal([new("ж", 10), new("the", 5)], top.Top(2));
        Assert.Equal([new("ж", 10), new("the", 5), new("A", 2), new("a", 2), new("z", 2)], top.Top(10));
        Assert.Equal([new("ж", 10)], top.Top(1));
        Assert.True(top.Exact);
    }

    [Fact]
    public void Exact_AfterAPartialThatListsSomeWordsOnly_IsFalse()
    {
        var top = new TopWords();
        top.Add(Partial(complete: false, ("the", 5)));
        top.Add(Partial(complete: true, ("the", 5)));

        Assert.False(top.Exact);
        Assert.Equal([new("the", 10)], top.Top(10));
    }

    [Fact]
    public void Add_BeyondTheLimit_KeepsTheFrequentAndSaysSo()
    {
        var top = new TopWords(limit: 10);
        top.Add(Partial(complete: true, [.. Enumerable.Range(0, 10).Select(number => ($"{(char)('a' + number)}", 10L - number))]));
        Assert.True(top.Exact);

        top.Add(Partial(complete: true, ("new", 1)));

        Assert.False(top.Exact);
        Assert.Equal(["a", "b", "c", "d", "e"], top.Top(100).Select(word => word.Word));
    }

    [Fact]
    public void Add_OfManyEquallyRareWordsBeyondTheLimit_KeepsHalfAndTheFrequentOnesAmongThem()
    {
        var top = new TopWords(limit: 10);
        top.Add(Partial(complete: true, ("seldom", 1), ("often", 7), ("twice", 2)));
        top.Add(Partial(complete: true, [.. Enumerable.Range(0, 8).Select(number => ($"rare{number}", 1L))]));

        var kept = top.Top(100);
        Assert.Equal([new("often", 7), new("twice", 2)], kept.Take(2));
        Assert.Equal([1, 1, 1], kept.Skip(2).Select(word => word.Count));
        top.Add(Partial(complete: true, ("often", 1)));
        Assert.Equal(new("often", 8), top.Top(100)[0]);
    }

    [Fact]
    public void WordOrder_OfAnyWords_IsThatOfTheirBytes() =>
        Gen.Select(AnyWord, AnyWord).Sample((left, right) => Assert.Equal(
            Math.Sign(Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right))),
            Math.Sign(WordOrder.Instance.Compare(left, right))));

    private static Gen<string> AnyWord => Gen.Int[0, 6].Select(place => new[] { "a", "b", "é", "語", "ﬁ", "𝒳", "𠀀" }[place]).Array[0, 4].Select(string.Concat);

    private static StoredPartial Partial(bool complete, params (string Word, long Count)[] words) =>
        new("", 0, 0, 0, [.. words.Select(word => new WordCount(word.Word, word.Count))], complete);
}
