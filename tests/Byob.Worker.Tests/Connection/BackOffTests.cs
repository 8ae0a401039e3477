using Byob.Worker.Connection;

namespace Byob.Worker.Tests.Connection;

public sealed class BackOffTests
{
    [Fact]
    public void Next_TryAfterTry_StaysBelowACeilingThatDoublesUpToTheLongest()
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30), new Always(1));

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30], Enumerable.Range(0, 8).Select(_ => backOff.Next().TotalSeconds));
    }

    [Fact]
    public void Next_FullJitter_MayBeNothing() =>
        Assert.Equal(TimeSpan.Zero, new BackOff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30), new Always(0)).Next());

    [Fact]
    public void Reset_AfterTries_BeginsAgain()
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), new Always(1));
        backOff.Next();
        backOff.Next();

        backOff.Reset();

        Assert.Equal(TimeSpan.FromSeconds(1), backOff.Next());
    }

    private sealed class Always(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
