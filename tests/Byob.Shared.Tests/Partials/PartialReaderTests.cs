using Byob.Shared.Partials;
using Xunit;
using ZstdSharp;

namespace Byob.Shared.Tests.Partials;

/// <summary>What a broken or hostile partial comes to: always a sentence, never a wrong count, never memory without bound.</summary>
public sealed class PartialReaderTests
{
    /// <summary>One entry: "ab" twice.</summary>
    private static readonly byte[] OneEntry = [0, 2, (byte)'a', (byte)'b', 2];

    [Fact]
    public void Read_AnyByteChanged_IsNoticed()
    {
        var good = PartialBytes.Write(PartialBytes.ManyWords(40_000));
        Assert.True(good.Length > 2 * PartialFormat.BlockBytes, "More than one block is wanted.");
        // Every byte of the small parts, and some of each block's long inside.
        for (var at = 0; at < good.Length; at += at is < 2_000 || at > good.Length - 200 ? 1 : 211)
        {
            foreach (var change in new byte[] { 0x01, 0x80, 0xFF })
            {
                good[at] ^= change;
                Assert.Throws<PartialFormatException>(() => PartialBytes.Read(good));
                good[at] ^= change;
            }
        }
    }

    [Fact]
    public void Read_EveryByteOfASmallPartialChangedInEveryWay_IsNoticed()
    {
        var good = PartialBytes.Write(PartialBytes.ManyWords(5));
        for (var at = 0; at < good.Length; at++)
        {
            for (var change = 1; change < 256; change++)
            {
                good[at] ^= (byte)change;
                Assert.Throws<PartialFormatException>(() => PartialBytes.Read(good));
                good[at] ^= (byte)change;
            }
        }
    }

    [Fact]
    public void Read_CutOffAnywhere_IsNoticed()
    {
        var good = PartialBytes.Write(PartialBytes.ManyWords(200));
        for (var length = 0; length < good.Length; length++)
            Assert.Throws<PartialFormatException>(() => PartialBytes.Read(good[..length]));
    }

    [Fact]
    public void Read_GoesOnBehindItsEnd_IsNoticed() => AssertRefused([.. Good(), 0], "behind its end");

    [Fact]
    public void Read_BlocksInAnotherOrder_IsNoticed()
    {
        byte[] first = [0, 1, (byte)'a', 1], second = [1, 1, (byte)'b', 1];
        Assert.Equal(2, PartialBytes.Read(new RawPartial().Header().Block(first).Block(second).End(2, 2)).Count);

        var swapped = new RawPartial().Header().Block(first).Block(second).End(2, 2);
        var length = (swapped.Length - 31 - 28) / 2;
        var exchanged = swapped.AsSpan(31, length).ToArray();
        swapped.AsSpan(31 + length, length).CopyTo(swapped.AsSpan(31));
        exchanged.CopyTo(swapped.AsSpan(31 + length));

        AssertRefused(swapped, "checksum of block 0");
    }

    [Fact]
    public void Header_ThatNoPartialMayHave_IsRefused()
    {
        AssertRefused("<html>Not a partial at all</html>"u8.ToArray(), "does not begin as one");
        AssertRefused(new RawPartial().Header(version: 2).End(0, 0), "version 2");
        AssertRefused(new RawPartial().Header(flags: 2).End(0, 0), "options");
        AssertRefused(new RawPartial().Header(minLength: 0).End(0, 0), "options");
        AssertRefused(new RawPartial().Header(minLength: 1001).End(0, 0), "options");
        AssertRefused(new RawPartial().Header(countedBytes: -1).End(0, 0), "options or a length");
        AssertRefused(new RawPartial().Header(table: "").End(0, 0), "letter table");
        AssertRefused(new RawPartial().Header(tableLength: 255).End(0, 0), "letter table");
        AssertRefused(new RawPartial().Header(table: "16.0.0").End(0, 0), "Unicode 16.0.0");
    }

    [Fact]
    public void Block_WithLengthsBeyondBounds_IsRefusedBeforeItIsRead()
    {
        AssertRefused(new RawPartial().Header().Compressed([1], 1, length: int.MaxValue).End(0, 0), "length that no block may have");
        AssertRefused(new RawPartial().Header().Compressed([1], 1, length: -1).End(0, 0), "length that no block may have");
        AssertRefused(new RawPartial().Header().Compressed([1], 0).End(0, 0), "length that no block may have");
        AssertRefused(new RawPartial().Header().Compressed([1], int.MaxValue).End(0, 0), "length that no block may have");
        AssertRefused(new RawPartial().Header().Compressed([1], PartialFormat.BlockBytes + 1).End(0, 0), "length that no block may have");
    }

    [Fact]
    public void Block_ThatIsNotWhatItClaims_IsRefused()
    {
        AssertRefused(new RawPartial().Header().Compressed([1, 2, 3, 4, 5, 6, 7, 8], 5).End(1, 2), "cannot be decompressed");
        AssertRefused(new RawPartial().Header().Block(OneEntry, plainLength: 4).End(1, 2), "cannot be decompressed");
        AssertRefused(new RawPartial().Header().Block(OneEntry, plainLength: 6).End(1, 2), "has 5 bytes instead of 6");
        AssertRefused(new RawPartial().Header().Compressed([], 1, length: 0).End(1, 2), "totals");
    }

    [Fact]
    public void Block_ThatUnfoldsWithoutEnd_StaysWithinItsBounds()
    {
        var bomb = new Compressor(19).Wrap(new byte[64 << 20]).ToArray();
        Assert.True(bomb.Length < PartialFormat.BlockBytes);

        AssertRefused(new RawPartial().Header().Compressed(bomb, PartialFormat.BlockBytes).End(0, 0), "cannot be decompressed");
    }

    [Theory]
    [InlineData("shares more", new byte[] { 1, 1, (byte)'a', 1 })]
    [InlineData("empty or longer", new byte[] { 0, 0, 1 })]
    [InlineData("empty or longer", new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, (byte)'a', 1 })]
    [InlineData("empty or longer", new byte[] { 0, 0xE9, 0x07, (byte)'a', 1 })] // 1001 bytes of a text of 1000
    [InlineData("too large", new byte[] { 0, 1, (byte)'a', 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1 })]
    [InlineData("below 1", new byte[] { 0, 1, (byte)'a', 0 })]
    [InlineData("beyond what its text", new byte[] { 0, 1, (byte)'a', 0xE9, 0x07 })]
    [InlineData("beyond what its text", new byte[] { 0, 1, (byte)'a', 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData("not behind", new byte[] { 0, 1, (byte)'b', 1, 0, 1, (byte)'a', 1 })]
    [InlineData("not behind", new byte[] { 0, 1, (byte)'b', 1, 0, 1, (byte)'b', 1 })]
    [InlineData("not behind", new byte[] { 0, 2, (byte)'b', (byte)'c', 1, 1, 1, (byte)'b', 1 })]
    [InlineData("is no word", new byte[] { 0, 1, (byte)'\t', 1 })]
    [InlineData("is no word", new byte[] { 0, 3, (byte)'a', (byte)'\n', (byte)'b', 1 })]
    [InlineData("is no word", new byte[] { 0, 1, 0xC3, 1 })]
    [InlineData("is no word", new byte[] { 0, 2, 0xC3, 0xA9, 1, 1, 1, 0xC3, 1 })] // é, then its lead with another lead
    [InlineData("is no word", new byte[] { 0, 3, 0xED, 0xA0, 0x80, 1 })]
    [InlineData("ends within a word", new byte[] { 0, 2, (byte)'a' })]
    [InlineData("ends within a word", new byte[] { 0 })]
    public void Entry_ThatNoPartialMayHave_IsRefused(string fault, byte[] entries) =>
        AssertRefused(new RawPartial().Header().Block(entries).End(1, 1), fault);

    [Theory]
    [InlineData(1, 1, new byte[] { 0, 2, (byte)'a', (byte)'B', 1 })] // not in lower case
    [InlineData(1, 3, new byte[] { 0, 2, (byte)'a', (byte)'b', 1 })] // shorter than counted
    public void Entry_AgainstTheOptions_IsRefused(byte flags, ushort minLength, byte[] entries) =>
        AssertRefused(new RawPartial().Header(flags: flags, minLength: minLength).Block(entries).End(1, 1), "as this job counts them");

    [Theory]
    [InlineData(2, 2)]
    [InlineData(1, 3)]
    [InlineData(0, 0)]
    [InlineData(-1, -2)]
    public void Totals_ThatAreWrong_AreRefused(long entries, long words) =>
        AssertRefused(new RawPartial().Header().Block(OneEntry).End(entries, words), "says that it has");

    [Fact]
    public void Word_PromisedLongAndNotSent_TakesNoMemory()
    {
        // 64 MiB promised, a few bytes sent.
        var promise = new RawPartial().Header(countedBytes: 1L << 40).Block([0, 0x80, 0x80, 0x80, 0x20, (byte)'a']).End(1, 1);
        PartialBytes.Read(Good());
        var before = GC.GetAllocatedBytesForCurrentThread();

        AssertRefused(promise, "ends within a word");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static byte[] Good() => new RawPartial().Header().Block(OneEntry).End(1, 2);

    private static void AssertRefused(byte[] bytes, string fault) =>
        Assert.Contains(fault, Assert.Throws<PartialFormatException>(() => PartialBytes.Read(bytes)).Message, StringComparison.Ordinal);
}
