using Byob.Web.Dashboard.Presentation;
using Byob.Web.Tests.Dashboard.Fakes;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Presentation;

public sealed class WorkerLaneTests
{
    [Fact]
    public void Of_SeveralWorkers_AreInTheOrderOfTheirPart()
    {
        var ledger = Some.Ledger(Some.Done(0, 100), Some.Done(100, 400, "elm", 1), Some.Free(400, 500));

        var lanes = WorkerLane.Of(ledger);

        Assert.Equal([("elm", 300L, 0.75), ("anvil", 100L, 0.25)], lanes.Select(lane => (lane.Worker, lane.Bytes, lane.Share)));
    }

    [Fact]
    public void Of_AttemptsSideBySide_GetRowsOfTheirOwn()
    {
        var ledger = Some.Ledger(Some.Free(0, 500)) with
        {
            Attempts = [Some.Attempt(0, 100, secondsAgo: 5, took: 5), Some.Attempt(100, 200, secondsAgo: 4, took: 5), Some.Attempt(200, 300, secondsAgo: 0, took: 5)],
        };

        var lane = Assert.Single(WorkerLane.Of(ledger));

        Assert.Equal(2, lane.Rows);
        Assert.Equal([0, 1, 0], lane.Bars.Select(bar => bar.Row));
        Assert.Equal([0, 0.1, 0.5], lane.Bars.Select(bar => Math.Round(bar.Left, 3)));
    }

    [Fact]
    public void Of_ManySideBySide_KeepsToTheMostRows()
    {
        var ledger = Some.Ledger(Some.Free(0, 5000)) with { Attempts = [.. Enumerable.Range(0, 20).Select(i => Some.Attempt(i * 100, i * 100 + 100))] };

        var lane = Assert.Single(WorkerLane.Of(ledger));

        Assert.Equal(WorkerLane.MostRows, lane.Rows);
        Assert.All(lane.Bars, bar => Assert.InRange(bar.Row, 0, WorkerLane.MostRows - 1));
    }

    [Theory]
    [InlineData("Accepted", LaneBarKind.Good)]
    [InlineData("Running", LaneBarKind.Running)]
    [InlineData("Lost", LaneBarKind.Wasted)]
    [InlineData("Failed", LaneBarKind.Wasted)]
    public void Of_EachOutcome_HasItsKind(string outcome, LaneBarKind kind)
    {
        var ledger = Some.Ledger(Some.Free(0, 100)) with { Attempts = [Some.Attempt(0, 100, outcome)] };

        Assert.Equal(kind, Assert.Single(Assert.Single(WorkerLane.Of(ledger)).Bars).Kind);
    }

    [Fact]
    public void Began_RunningAttempt_IsItsGrantAndNotBeforeIt()
    {
        var running = Some.Attempt(0, 100, "Running", secondsAgo: 3, took: 3);

        Assert.Equal(Some.Now.AddSeconds(-3), WorkerLane.Began(running));
        Assert.Equal(Some.Now.AddSeconds(-9), WorkerLane.Began(Some.Attempt(0, 100, secondsAgo: 5, took: 4)));
    }

    [Fact]
    public void Of_NothingYet_IsEmpty() => Assert.Empty(WorkerLane.Of(Some.Ledger(Some.Free(0, 100))));
}
