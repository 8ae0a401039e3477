using Byob.Shared.Hubs;
using Byob.Worker.Limits;

namespace Byob.Worker.Status;

/// <summary>Measures the worker's vitals from one heartbeat to the next. One caller.</summary>
/// <param name="travelled">Counts what comes and goes over the network.</param>
/// <param name="celsius">The hottest part of the machine; null where it does not tell.</param>
internal sealed class VitalsMeter(RateMeter rate, WorkerThrottle travelled, Func<double?> celsius, TimeProvider time)
{
    private readonly CpuMeter _cpu = new(time);
    private long _at = time.GetTimestamp();
    private long _bytes = rate.Total;
    private long _received = travelled.Down.Total;
    private long _sent = travelled.Up.Total;

    public WorkerVitals Measure()
    {
        var now = time.GetTimestamp();
        var (bytes, received, sent) = (rate.Total, travelled.Down.Total, travelled.Up.Total);
        var seconds = Math.Max(time.GetElapsedTime(_at, now).TotalSeconds, 0.001);
        var vitals = new WorkerVitals(
            _cpu.Percent(), Environment.WorkingSet, (bytes - _bytes) / seconds, bytes, (received - _received) / seconds, (sent - _sent) / seconds, celsius());
        (_at, _bytes, _received, _sent) = (now, bytes, received, sent);
        return vitals;
    }
}
