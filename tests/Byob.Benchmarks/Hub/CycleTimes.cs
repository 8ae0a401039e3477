using System.Globalization;
using Byob.Shared.Hubs;

namespace Byob.Benchmarks.Hub;

/// <summary>Collects how long cycles took, while it is told to.</summary>
internal sealed class CycleTimes
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _replies = [];
    private readonly List<TimeSpan> _cycles = [];
    private readonly List<TimeSpan> _leases = [];
    private readonly Dictionary<SubmissionOutcome, int> _refused = [];
    private bool _running;

    public int Cycles
    {
        get
        {
            lock (_lock)
                return _cycles.Count;
        }
    }

    public void Start()
    {
        lock (_lock)
            _running = true;
    }

    public void Stop()
    {
        lock (_lock)
            _running = false;
    }

    public void Add(TimeSpan reply, TimeSpan cycle, TimeSpan lease)
    {
        lock (_lock)
        {
            if (!_running)
                return;
            _replies.Add(reply);
            _cycles.Add(cycle);
            _leases.Add(lease);
        }
    }

    public void Refused(SubmissionOutcome outcome)
    {
        lock (_lock)
            _refused[outcome] = _refused.GetValueOrDefault(outcome) + 1;
    }

    public void Print()
    {
        lock (_lock)
        {
            Print("submit to answer", _replies);
            Print("submit to the next lease in hand", _cycles);
            Print("answer (credit) to the next lease in hand", _leases);
            foreach (var (outcome, times) in _refused)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {times} submissions were {outcome}"));
        }
    }

    private static void Print(string what, List<TimeSpan> times)
    {
        if (times.Count == 0)
            return;
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {what,-42} p50 {At(times, 0.5),7:N1} ms  p99 {At(times, 0.99),7:N1} ms  max {times[^1].TotalMilliseconds,7:N1} ms"));
    }

    private static double At(List<TimeSpan> sorted, double share) => sorted[(int)((sorted.Count - 1) * share)].TotalMilliseconds;
}
