using Byob.Shared.Hubs;

namespace Byob.Worker.Status;

/// <summary>Measures the worker's vitals from one heartbeat to the next. One caller.</summary>
internal sealed class VitalsMeter(RateMeter rate, TimeProvider time)
{
    private long _at = time.GetTimestamp();
    private TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private long _bytes = rate.Total;

    public WorkerVitals Measure()
    {
        var now = time.GetTimestamp();
        var cpu = Environment.CpuUsage.TotalTime;
        var bytes = rate.Total;
        var seconds = Math.Max(time.GetElapsedTime(_at, now).TotalSeconds, 0.001);
        var percent = Math.Clamp((cpu - _cpu).TotalSeconds / (seconds * Environment.ProcessorCount) * 100, 0, 100);
        var vitals = new WorkerVitals(percent, Environment.WorkingSet, (bytes - _bytes) / seconds, bytes);
        (_at, _cpu, _bytes) = (now, cpu, bytes);
        return vitals;
    }
}
