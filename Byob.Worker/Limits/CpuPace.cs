namespace Byob.Worker.Limits;

/// <summary>
/// Keeps the process to a share of the machine's processors: whoever counts asks before each piece, and waits while the process has used more than its
/// share. All that the process uses counts, so what cannot wait (reading, sending, sorting) is paid for by what can. For use by several threads.
/// </summary>
/// <param name="used">Processor time that the process has used, of all cores together.</param>
public sealed class CpuPace(TimeProvider time, Func<TimeSpan> used, int cores)
{
    /// <summary>Unused share that may be saved up: short enough that nobody feels it spent at once.</summary>
    private static readonly TimeSpan s_saved = TimeSpan.FromMilliseconds(50);

    /// <summary>A wait is looked at again after this: the share may be another by then.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private volatile int _percent;
    private long _at;
    private TimeSpan _used;
    private TimeSpan _left;

    public CpuPace(TimeProvider time)
        : this(time, () => Environment.CpuUsage.TotalTime, Environment.ProcessorCount)
    {
    }

    /// <summary>Of all cores together, 1 to 100; null for no limit.</summary>
    public int? Percent
    {
        get => _percent == 0 ? null : _percent;
        set
        {
            lock (_lock)
            {
                if (_percent == (value ?? 0))
                    return;
                _percent = value ?? 0;
                (_at, _used, _left) = (time.GetTimestamp(), used(), TimeSpan.Zero);
            }
        }
    }

    /// <summary>Waits, on the caller's thread, until the process is within its share.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants the work any more.</exception>
    public void Wait(CancellationToken stop)
    {
        while (_percent != 0 && Due() is var wait && wait > TimeSpan.Zero)
            Task.Delay(wait, time, stop).GetAwaiter().GetResult();
    }

    /// <summary>How long to wait before looking again; zero when the process is within its share.</summary>
    internal TimeSpan Due()
    {
        lock (_lock)
        {
            var (now, cpu) = (time.GetTimestamp(), used());
            var share = _percent / 100.0 * cores;
            _left += (time.GetElapsedTime(_at, now) * share) - (cpu - _used);
            (_at, _used) = (now, cpu);
            if (_left > s_saved * share)
                _left = s_saved * share;
            if (_left >= TimeSpan.Zero || share <= 0)
                return TimeSpan.Zero;
            var wait = -_left / share;
            return wait < s_shortestWait ? s_shortestWait : wait < s_longestWait ? wait : s_longestWait;
        }
    }
}
