namespace Byob.Worker.Status;

/// <summary>Measures how much of the machine's processor time this process takes, from one call to the next. For use by several threads.</summary>
internal sealed class CpuMeter(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _at = time.GetTimestamp();
    private TimeSpan _cpu = Environment.CpuUsage.TotalTime;

    /// <returns>0 to 100: percent of all cores together.</returns>
    public double Percent()
    {
        lock (_lock)
        {
            var (now, cpu) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var seconds = Math.Max(time.GetElapsedTime(_at, now).TotalSeconds, 0.001);
            var percent = Math.Clamp((cpu - _cpu).TotalSeconds / (seconds * Environment.ProcessorCount) * 100, 0, 100);
            (_at, _cpu) = (now, cpu);
            return percent;
        }
    }
}
