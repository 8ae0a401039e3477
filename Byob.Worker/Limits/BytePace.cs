namespace Byob.Worker.Limits;

/// <summary>Keeps bytes that travel to a rate, for all who move them together and in the order in which they ask; and counts them. For use by several threads.</summary>
public sealed class BytePace(TimeProvider time)
{
    /// <summary>Moved in one go at most, as time at the rate: many small turns, so that nobody waits long for theirs.</summary>
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(20);

    /// <summary>Unused time that may be saved up.</summary>
    private static readonly TimeSpan s_saved = TimeSpan.FromMilliseconds(100);

    private const int SmallestTurn = 1 << 10;

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private long _rate;
    private TimeSpan _free;
    private long _total;

    /// <summary>Null for no limit.</summary>
    public long? BytesPerSecond
    {
        get => Interlocked.Read(ref _rate) is > 0 and var rate ? rate : null;
        set
        {
            lock (_lock)
            {
                Interlocked.Exchange(ref _rate, value ?? 0);
                _free = TimeSpan.Zero;
            }
        }
    }

    /// <summary>Bytes that have travelled.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>How many of so many bytes to move in one go.</summary>
    public int Turn(int wanted) =>
        BytesPerSecond is { } rate ? (int)Math.Min(wanted, Math.Max(SmallestTurn, rate * s_turn.TotalSeconds)) : wanted;

    /// <summary>So many bytes have travelled, or are about to: ends when the next may.</summary>
    public async ValueTask SpendAsync(int bytes, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _total, bytes);
        if (Reserve(bytes) is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
    }

    private TimeSpan Reserve(int bytes)
    {
        lock (_lock)
        {
            if (_rate == 0)
                return TimeSpan.Zero;
            var now = time.GetElapsedTime(_start);
            var earliest = now - s_saved;
            _free = (_free > earliest ? _free : earliest) + TimeSpan.FromSeconds((double)bytes / _rate);
            return _free - now;
        }
    }
}
