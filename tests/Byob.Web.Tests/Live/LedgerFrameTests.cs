using System.Text;
using System.Text.Json;
using Byob.Shared.Chunks;
using Byob.Web.Live;
using Byob.Web.Tests.Dashboard.Fakes;
using Xunit;

namespace Byob.Web.Tests.Live;

public sealed class LedgerFrameTests
{
    public static TheoryData<string, LedgerSegment, byte[]> Segments => new()
    {
        { "free, tried twice", Some.Free(0, 300) with { Attempt = 2 }, [0xAC, 2, 0, 2, 0] },
        { "leased, half read, a tenth counted", Some.Leased(0, 100, 10) with { BytesRead = 50, Took = TimeSpan.FromMilliseconds(5) }, [100, 1, 1, 0, 0, 0, 5, 50, 10] },
        { "done", Some.Done(0, 100) with { Took = TimeSpan.FromMilliseconds(200) }, [100, 2, 1, 0, 0, 0, 0xC8, 1] },
        { "verified by another", Some.Done(0, 100) with { Check = SegmentCheck.Verified, Beside = "elm" }, [100, 2 | (3 << 2), 1, 0, 0, 2, 0] },
        { "speculative", Some.Leased(0, 100, 0) with { Check = SegmentCheck.Speculative, Beside = "elm" }, [100, 1 | (4 << 2), 1, 0, 0, 2, 0, 0, 0] },
        { "something thrown away", Some.Free(0, 1) with { Discarded = 3 }, [1, 0, 0, 3] },
    };

    [Theory]
    [MemberData(nameof(Segments))]
    public void Of_Segment_IsPackedAsPromised(string what, LedgerSegment segment, byte[] packed) =>
        Assert.True(packed.AsSpan().SequenceEqual(Packed(Some.Ledger(segment))), $"{what}: {Convert.ToHexString(Packed(Some.Ledger(segment)))}");

    [Fact]
    public void Of_TenThousandChunks_IsSmall()
    {
        var segments = Enumerable.Range(0, 10_000).Select(index => Some.Done(index * 8_388_608L, (index + 1) * 8_388_608L, "worker " + (index % 200), index % 12) with { Took = TimeSpan.FromSeconds(4) });

        Assert.InRange(LedgerFrame.Of(Some.Ledger([.. segments])).Json.Length, 1, 200_000);
    }

    [Fact]
    public void Of_SameContentUnderANewVersion_HasTheSameTag()
    {
        var ledger = Some.Ledger(Some.Done(0, 100), Some.Free(100, 200));

        Assert.Equal(LedgerFrame.Of(ledger).Tag, LedgerFrame.Of(ledger with { Version = 9 }).Tag);
        Assert.NotEqual(LedgerFrame.Of(ledger).Tag, LedgerFrame.Of(Some.Ledger(Some.Done(0, 101), Some.Free(101, 200))).Tag);
    }

    [Theory]
    [InlineData(0, 100, "1 0 0")]
    [InlineData(100, 101, "0 1 0")]
    [InlineData(99, 201, "1 1 1")]
    [InlineData(250, 300, "0 0 1")]
    public void Mark_DiscardedRange_MarksTheSegmentsThatItTouches(long start, long end, string marks)
    {
        var segments = LedgerViews.Mark([Some.Free(200, 300), Some.Done(0, 100), Some.Done(100, 200)], [new ByteRange(start, end)]);

        Assert.Equal(marks, string.Join(' ', segments.Select(segment => segment.Discarded)));
    }

    private static byte[] Packed(LedgerSnapshot ledger)
    {
        using var json = JsonDocument.Parse(Encoding.UTF8.GetString(LedgerFrame.Of(ledger).Json));
        return json.RootElement.GetProperty("segments").GetBytesFromBase64();
    }
}
