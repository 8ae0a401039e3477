using Byob.Shared.Counting;
using Byob.Shared.Partials;
using Byob.Shared.Tests.Counting;
using CsCheck;
using Xunit;

namespace Byob.Shared.Tests.Partials;

public sealed class PartialMergerTests
{
    [Fact]
    public void Merge_OfPartsOfAnyText_IsTheWhole() =>
        Texts.Any.Array[0, 9].Sample(
            texts =>
            {
                var whole = ReferenceCounter.NoWords();
                foreach (var text in texts)
                    ReferenceCounter.AddTo(whole, ReferenceCounter.Count(text));
                var parts = texts.Select(text => PartialBytes.Write(ReferenceCounter.Count(text))).ToList();

                var (merged, totals) = Merge(parts);

                Assert.Equal(whole, merged);
                Assert.Equal(new PartialTotals(whole.Count, whole.Values.Sum()), totals);
            },
            iter: 2_000);

    [Fact]
    public void Merge_OfManyLargeParts_IsTheWhole()
    {
        var words = PartialBytes.ManyWords(30_000);
        var parts = Enumerable.Range(0, 40).Select(part => PartialBytes.Write(words.Where((_, place) => place % (part + 1) == 0))).ToList();

        var (merged, _) = Merge(parts);

        Assert.Equal(words.Select((word, place) => KeyValuePair.Create(word.Key, word.Value * Enumerable.Range(1, 40).Count(part => place % part == 0))), merged);
    }

    [Fact]
    public void Merge_OfNothing_IsNothing() => Assert.Equal(default, Merge([]).Totals);

    [Fact]
    public void Merge_WithABrokenPart_SaysSo()
    {
        var broken = PartialBytes.Write(PartialBytes.ManyWords(1000));
        broken[^40] ^= 1;

        Assert.Throws<PartialFormatException>(() => Merge([PartialBytes.Write(PartialBytes.ManyWords(10)), broken]));
    }

    [Fact]
    public void Merge_Cancelled_Stops()
    {
        using var reader = new PartialReader(new MemoryStream(PartialBytes.Write(PartialBytes.ManyWords(10))));

        Assert.Throws<OperationCanceledException>(() => PartialMerger.Merge([reader], new Counted(), new CancellationToken(canceled: true)));
    }

    private static (List<KeyValuePair<string, long>> Words, PartialTotals Totals) Merge(List<byte[]> parts)
    {
        var readers = parts.Select(part => new PartialReader(new MemoryStream(part))).ToList();
        var counted = new Counted();
        var totals = PartialMerger.Merge(readers, counted);
        Assert.All(readers, reader => Assert.NotNull(reader.Totals));
        readers.ForEach(reader => reader.Dispose());
        return (counted.Words, totals);
    }
}
