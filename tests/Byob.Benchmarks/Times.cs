using System.Diagnostics;
using System.Globalization;

namespace Byob.Benchmarks;

/// <summary>Collects times of stages over several runs and prints their medians.</summary>
internal sealed class Times(long bytes)
{
    private readonly Dictionary<string, List<double>> _seconds = [];

    public void Measure(string what, Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        if (!_seconds.TryGetValue(what, out var list))
            _seconds[what] = list = [];
        list.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <param name="entries">Words with counts that each run handled.</param>
    public void Print(long entries)
    {
        foreach (var (what, seconds) in _seconds)
        {
            var median = seconds.Order().ElementAt(seconds.Count / 2);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what,-22} {bytes / median / 1e6,8:N0} MB/s of text  {median * 1e9 / Math.Max(1, entries),8:N0} ns an entry  {median,8:N3} s (median of {seconds.Count})"));
        }
    }
}
