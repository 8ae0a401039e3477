namespace Byob.Worker.Status;

/// <summary>Measures bytes a second over the last few seconds. For use by several threads.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private const int WindowSeconds = 5;

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();

    /// <summary>Bytes by second: the seconds of the window, and the one that runs.</summary>
    private readonly long[] _bySecond = new long[WindowSeconds + 1];

    private long _second;
    private long _total;

    /// <summary>All bytes so far.</summary>
    public long Total => Interlocked.Read(ref _total);

    public void Add(long bytes)
    {
        Interlocked.Add(ref _total, bytes);
        lock (_lock)
        {
            TurnTo_NeedsLock(Seconds());
            _bySecond[_second % _bySecond.Length] += bytes;
        }
    }

    public double BytesPerSecond()
    {
        lock (_lock)
        {
            var now = Seconds();
            TurnTo_NeedsLock(now);
            long sum = 0;
            foreach (var bytes in _bySecond)
                sum += bytes;
            // The running second counts for the part of it that is over.
            var seconds = Math.Min(WindowSeconds + (now - Math.Floor(now)), Math.Max(now, 1));
            return sum / seconds;
        }
    }

    private double Seconds() => time.GetElapsedTime(_start).TotalSeconds;

    private void TurnTo_NeedsLock(double now)
    {
        var second = (long)now;
        for (var passed = Math.Max(_second + 1, second - WindowSeconds); passed <= second; passed++)
            _bySecond[passed % _bySecond.Length] = 0;
        _second = Math.Max(_second, second);
    }
}
