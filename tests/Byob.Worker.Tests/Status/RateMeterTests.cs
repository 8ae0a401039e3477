using Byob.Worker.Status;
using Microsoft.Extensions.Time.Testing;

namespace Byob.Worker.Tests.Status;

public sealed class RateMeterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void BytesPerSecond_SteadyWork_IsItsRate()
    {
        var meter = new RateMeter(_time);
        for (var second = 0; second < 20; second++)
        {
            meter.Add(100);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(meter.BytesPerSecond(), 99, 101);
        Assert.Equal(2000, meter.Total);
    }

    [Fact]
    public void BytesPerSecond_WorkEnded_FallsToNothing()
    {
        var meter = new RateMeter(_time);
        meter.Add(1000);

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(0, meter.BytesPerSecond());
        Assert.Equal(1000, meter.Total);
    }

    [Fact]
    public void BytesPerSecond_JustBegun_IsNotBlownUp()
    {
        var meter = new RateMeter(_time);

        meter.Add(1000);

        Assert.Equal(1000, meter.BytesPerSecond());
    }
}
