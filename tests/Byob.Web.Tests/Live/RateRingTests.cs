using Byob.Web.Live;
using Xunit;

namespace Byob.Web.Tests.Live;

public sealed class RateRingTests
{
    [Fact]
    public void Points_AreMeansOfTheirIntervals()
    {
        var ring = new RateRing();
        foreach (var (rate, closes) in new[] { (10.0, false), (20.0, true), (7.0, true), (100.0, false) })
            ring.Add(rate, closes);

        Assert.Equal([15f, 7f], ring.Points);
    }

    [Fact]
    public void Points_AreTheSameUntilThereIsAnother_AndNeverMoreThanTenMinutes()
    {
        var ring = new RateRing();
        for (var number = 0; number < 1000; number++)
            ring.Add(number, closes: true);
        var before = ring.Points;
        ring.Add(5, closes: false);

        Assert.True(before == ring.Points);
        Assert.Equal(RateRing.MostPoints, ring.Points.Length);
        Assert.Equal((880f, 999f), (ring.Points[0], ring.Points[^1]));
        Assert.Equal(TimeSpan.FromMinutes(10), RateRing.Interval * RateRing.MostPoints);
    }
}
