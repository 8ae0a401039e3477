using System.Text;
using Byob.Shared.Counting;
using Byob.Shared.Counting.Scanning;
using CsCheck;
using Xunit;

namespace Byob.Shared.Tests.Counting;

/// <summary>Every width of vectors that this machine has finds the words that the plainest reading of the rule finds, in texts of many blocks.</summary>
public sealed class ScanningTests
{
    /// <summary>Longer than several blocks of a scanner, with everything that text can hold.</summary>
    private static readonly Gen<byte[]> LongText = Texts.Any.Array[80, 200].Select(pieces => pieces.SelectMany(piece => piece).ToArray());

    private static readonly Gen<int[]> Lengths = Gen.Int[0, 20_000].Array[0, 4];

    public static TheoryData<string> Widths => [.. VectorWidths.Available.Select(width => width.ToString())];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Count_OfLongTextsCutAnywhere_IsTheReferences(string width) =>
        Gen.Select(LongText, Lengths).Sample(
            (text, lengths) => Assert.Equal(ReferenceCounter.Count(text), Count(Enum.Parse<VectorWidth>(width), Texts.Pieces(text, lengths))),
            iter: 150);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Count_OfEveryLetterAndItsNeighbours_IsTheReferences(string width)
    {
        // Every code point at every place of a block comes by, as the line's length is no power of two.
        var text = new List<byte>();
        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint += codePoint < 0x30000 ? 1 : 251)
        {
            if (Rune.IsValid(codePoint))
                text.AddRange([.. "a"u8, .. Texts.Utf8(codePoint), .. "b "u8]);
        }

        var bytes = text.ToArray();
        Assert.Equal(ReferenceCounter.Count(bytes), Count(Enum.Parse<VectorWidth>(width), bytes.Chunk(70_000)));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Count_OfWordsOfEveryLengthOverEveryBorder_IsTheReferences(string width)
    {
        var text = new StringBuilder();
        for (var length = 1; length < 300; length++)
            text.Append(new string((char)('a' + (length % 26)), length)).Append(length % 3 == 0 ? "é " : " ");
        text.Append(new string('z', 50_000)).Append(' ').Append(new string('ж', 20_000)).Append(" end");
        var bytes = Encoding.UTF8.GetBytes(text.ToString());

        for (var cut = 8000; cut < 8600; cut += 7)
            Assert.Equal(ReferenceCounter.Count(bytes), Count(Enum.Parse<VectorWidth>(width), [bytes[..cut], bytes[cut..]]));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Places_OfAnyBits_AreThoseThatAreSet(string width) =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, 8128]).Sample(
            (bits, others, offset) =>
            {
                foreach (var mask in new ulong[] { bits, bits & others, bits | others, bits & others & (others << 7), 0ul, ulong.MaxValue })
                    Assert.Equal(Enumerable.Range(0, 64).Where(place => (mask >> place & 1) != 0).Select(place => (ushort)(place + offset)), Places(Enum.Parse<VectorWidth>(width), mask, offset));
            },
            iter: 2_000);

    [Fact]
    public void Widths_OfThisMachine_BeginWithTheScalarOne() => Assert.Equal(VectorWidth.Scalar, VectorWidths.Available[0]);

    private static unsafe ushort[] Places(VectorWidth width, ulong bits, int offset)
    {
        var places = new ushort[64];
        fixed (ushort* output = places)
        {
            var count = width switch
            {
                VectorWidth.Bits512 => ByteMasks512.WritePlaces(bits, offset, output),
                VectorWidth.Bits256 => ByteMasks256.WritePlaces(bits, offset, output),
                VectorWidth.Bits128 => ByteMasks128.WritePlaces(bits, offset, output),
                _ => ByteMasksScalar.WritePlaces(bits, offset, output),
            };
            return places[..count];
        }
    }

    private static List<KeyValuePair<string, long>> Count(VectorWidth width, IEnumerable<byte[]> pieces)
    {
        var counter = new WordCounter(CountOptions.Exact, width);
        foreach (var piece in pieces)
            counter.Append(piece);
        counter.Complete();
        return Counted.Of(counter);
    }
}
