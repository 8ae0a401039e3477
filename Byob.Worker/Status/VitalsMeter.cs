using Byob.Shared.Hubs;

namespace Byob.Worker.Status;

/// <summary>Measures the worker's vitals from one heartbeat to the next. One caller.</summary>
internal sealed class VitalsMeter(RateMeter rate, TimeProvider time)
{
    private long _at = time.GetTimestamp();
    private readonly CpuMeter _cpu = new(time);
    private long _bytes = rate.Total;

    public WorkerVitals Measure()
    {
        var now = time.GetTimestamp();
        var bytes = rate.Total;
        var seconds = Math.Max(time.GetElapsedTime(_at, now).TotalSeconds, 0.001);
        var vitals = new WorkerVitals(_cpu.Percent(), Environment.WorkingSet, (bytes - _bytes) / seconds, bytes);
        (_at, _bytes) = (now, bytes);
        return vitals;
    }
}
