using Byob.Shared.Chunks;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Live;
using Byob.Web.Tests.Dashboard.Fakes;
using CsCheck;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Presentation;

public sealed class LedgerCellTests
{
    [Fact]
    public void Of_NeighboursThatLookTheSame_AreOneCell()
    {
        var cells = LedgerCells.Of(Some.Ledger(Some.Done(0, 100), Some.Done(100, 250), Some.Done(250, 300, "elm", 1), Some.Free(300, 400)));

        Assert.Equal([new ByteRange(0, 250), new ByteRange(250, 300), new ByteRange(300, 400)], cells.Select(cell => cell.Range));
        Assert.Equal("0 B – 250 B (250 B): done by anvil in 2 chunks", cells[0].Label);
    }

    [Fact]
    public void Of_LeasesOfOneWorker_StayApartEachWithItsProgress()
    {
        var cells = LedgerCells.Of(Some.Ledger(Some.Leased(0, 100, 25), Some.Leased(100, 200, 50, attempt: 2)));

        Assert.Equal([0.25, 0.5], cells.Select(cell => cell.Filled));
        Assert.Equal("100 B – 200 B (100 B): leased to anvil, attempt 2, 50.0 % counted", cells[1].Label);
    }

    [Fact]
    public void Of_SameWorkerOnBothSidesOfAnother_StaysTwoCells() =>
        Assert.Equal(3, LedgerCells.Of(Some.Ledger(Some.Done(0, 100), Some.Done(100, 200, "elm", 1), Some.Done(200, 300))).Length);

    [Fact]
    public void Of_EmptyDataset_DrawsNothing() => Assert.Empty(LedgerCells.Of(Some.Ledger()));

    [Fact]
    public void Of_FreeBytes_SaySo() => Assert.Equal("0 B – 10 B (10 B): free", Assert.Single(LedgerCells.Of(Some.Ledger(Some.Free(0, 10)))).Label);

    [Fact]
    public void Of_TooManySegments_ShowsInEachSliceWhatMostOfItsBytesAre()
    {
        // Of every ten bytes nine are done, one is free.
        var segments = Enumerable.Range(0, 1000).SelectMany(i => new[] { Some.Done(i * 10, i * 10 + 9), Some.Free(i * 10 + 9, i * 10 + 10) }).ToArray();

        var cells = LedgerCells.Of(Some.Ledger(segments), 100);

        Assert.Equal(100, cells.Length);
        Assert.All(cells, cell => Assert.Equal(SegmentState.Done, cell.State));
    }

    [Fact]
    public void Of_AnyLedger_CoversItInOrderWithBoundedCells() =>
        Gen.Select(Gen.Int[1, 40].Array[1, 900], Gen.Int[1, 500]).Sample((lengths, most) =>
        {
            long at = 0;
            var segments = lengths.Select((length, i) =>
            {
                var start = at;
                at += length;
                return (i % 3) switch
                {
                    0 => Some.Free(start, at),
                    1 => Some.Leased(start, at, length / 2, colour: i % 5),
                    _ => Some.Done(start, at, colour: i % 5),
                };
            }).ToArray();

            var cells = LedgerCells.Of(Some.Ledger(segments), most);

            Assert.True(cells.Length <= Math.Max(most, 1));
            Assert.Equal(0, cells[0].Range.Start);
            Assert.Equal(at, cells[^1].Range.End);
            Assert.All(cells.Zip(cells.Skip(1)), pair => Assert.Equal(pair.First.Range.End, pair.Second.Range.Start));
            Assert.All(cells, cell => Assert.InRange(cell.Filled, 0, 1));
            Assert.Equal(1, cells.Sum(cell => cell.Width), 6);
        });
}
