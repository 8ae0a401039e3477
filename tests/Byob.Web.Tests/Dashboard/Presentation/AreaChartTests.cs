using Byob.Web.Dashboard.Presentation;
using Byob.Web.Live;
using Byob.Web.Tests.Dashboard.Fakes;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Presentation;

public sealed class AreaChartTests
{
    [Fact]
    public void Of_NoPoints_DrawsNothing()
    {
        var chart = AreaChart.Of([]);

        Assert.Equal(("", 0, 0), (chart.Line, chart.Latest, chart.Peak));
    }

    [Fact]
    public void Of_AFewPoints_EndsAtTheRightEdgeAndFitsTheBox()
    {
        var chart = AreaChart.Of([new(Some.Now.AddSeconds(-150), 0), new(Some.Now.AddSeconds(-75), 100e6), new(Some.Now, 50e6)]);

        Assert.Equal("M300 100L450 0L600 50", chart.Line);
        Assert.Equal("M300 100L450 0L600 50V100H300Z", chart.Area);
        Assert.Equal((100e6, 50e6, 100e6), (chart.Top, chart.Latest, chart.Peak));
    }

    [Fact]
    public void Of_PointsOlderThanTheWindow_AreLeftOut()
    {
        var chart = AreaChart.Of([new(Some.Now.AddSeconds(-900), 900e6), new(Some.Now.AddSeconds(-10), 10e6), new(Some.Now, 10e6)]);

        Assert.Equal(10e6, chart.Peak);
    }

    [Fact]
    public void Of_NothingCounted_IsALineAtTheBottom() => Assert.Equal("M598 100L600 100", AreaChart.Of([new ThroughputPoint(Some.Now.AddSeconds(-1), 0), new ThroughputPoint(Some.Now, 0)]).Line);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 8)]
    [InlineData(100e6, 100e6)]
    [InlineData(101e6, 200e6)]
    [InlineData(450e6, 500e6)]
    [InlineData(900e6, 1000e6)]
    public void NiceTop_AnyPeak_IsTheNextRoundNumber(double peak, double top) => Assert.Equal(top, AreaChart.NiceTop(peak), 3);
}
