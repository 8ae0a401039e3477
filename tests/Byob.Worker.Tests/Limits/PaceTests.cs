using Byob.Worker.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Byob.Worker.Tests.Limits;

public sealed class PaceTests
{
    private readonly FakeTimeProvider _time = new();
    private TimeSpan _used;

    [Theory]
    [InlineData(25, 4)]
    [InlineData(50, 2)]
    [InlineData(100, 1)]
    public void Cpu_BusyProcess_IsHeldToItsShare(int percent, int cores)
    {
        var pace = new CpuPace(_time, () => _used, cores) { Percent = percent };

        // Whenever it may, the process works a millisecond on every core; else it waits as long as it is told.
        for (var worked = 0; worked < 2_000; worked++)
        {
            while (pace.Due() is var wait && wait > TimeSpan.Zero)
                _time.Advance(wait);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            _used += TimeSpan.FromMilliseconds(cores);
        }

        var share = _used / ((_time.GetUtcNow() - _time.Start) * cores);
        Assert.InRange(share, percent / 100.0 * 0.98, percent / 100.0 * 1.05);
    }

    [Fact]
    public void Cpu_LongIdle_SavesUpNoMoreThanAMoment()
    {
        var pace = new CpuPace(_time, () => _used, 1) { Percent = 50 };
        _time.Advance(TimeSpan.FromHours(1));
        pace.Due();

        _used += TimeSpan.FromMilliseconds(200);

        Assert.True(pace.Due() > TimeSpan.Zero);
    }

    [Fact]
    public void Cpu_NoLimit_NeverWaits()
    {
        var pace = new CpuPace(_time, () => _used, 1) { Percent = 1 };
        _used += TimeSpan.FromHours(1);
        Assert.True(pace.Due() > TimeSpan.Zero);

        pace.Percent = null;

        pace.Wait(CancellationToken.None);
        Assert.Null(pace.Percent);
    }

    [Fact]
    public void Cpu_WaitingThread_GoesWhenItsWorkIsDropped()
    {
        var pace = new CpuPace(_time, () => _used, 1) { Percent = 1 };
        _used += TimeSpan.FromHours(1);

        Assert.ThrowsAny<OperationCanceledException>(() => pace.Wait(new CancellationToken(true)));
    }

    [Fact]
    public async Task Bytes_TwoReaders_ShareTheRate()
    {
        var pace = new BytePace(_time) { BytesPerSecond = 1_000_000 };
        var readers = new[] { Read(pace), Read(pace) };

        while (!readers.All(reader => reader.IsCompleted))
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await Task.WhenAll(readers);
        Assert.Equal(4_000_000, pace.Total);
        // Four seconds' worth, less what may be saved up; how late a thread hears of its time makes it only longer.
        Assert.True(_time.GetUtcNow() - _time.Start >= TimeSpan.FromSeconds(3.7));

        static async Task Read(BytePace pace)
        {
            for (var left = 2_000_000; left > 0;)
            {
                var turn = pace.Turn(left);
                left -= turn;
                await pace.SpendAsync(turn, CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task Bytes_NoLimit_IsCountedOnly()
    {
        var pace = new BytePace(_time);

        Assert.Equal(1 << 30, pace.Turn(1 << 30));
        await pace.SpendAsync(1 << 30, CancellationToken.None);

        Assert.Equal(1 << 30, pace.Total);
    }

    [Fact]
    public void Bytes_SlowRate_MovesInSmallTurns() => Assert.Equal(2_000, new BytePace(_time) { BytesPerSecond = 100_000 }.Turn(1 << 20));
}
