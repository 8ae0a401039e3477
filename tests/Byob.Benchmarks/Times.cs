using System.Diagnostics;
using System.Globalization;

namespace Byob.Benchmarks;

/// <summary>Collects times of stages over several runs and prints their medians.</summary>
internal sealed class Times(long bytes)
{
    private readonly Dictionary<string, List<double>> _seconds = [];

    /// <summary>Takes the processor time of this process: for what one thread does, so that others on the machine count less.</summary>
    public void MeasureProcessor(string what, Action action)
    {
        var start = Environment.CpuUsage.TotalTime;
        action();
        Add(what, (Environment.CpuUsage.TotalTime - start).TotalSeconds);
    }

    public void Measure(string what, Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        Add(what, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Takes a time that was measured elsewhere.</summary>
    public void Add(string what, double seconds)
    {
        if (!_seconds.TryGetValue(what, out var list))
            _seconds[what] = list = [];
        list.Add(seconds);
    }

    /// <summary>How many times faster one stage is than another.</summary>
    public void PrintRatio(string name, string slower, string faster) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {Median(slower) / Median(faster):0.00}"));

    /// <param name="entries">Words with counts that each run handled.</param>
    public void Print(long entries)
    {
        foreach (var (what, seconds) in _seconds)
        {
            var median = Median(what);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what,-22} {bytes / median / 1e6,8:N0} MB/s of text  {median * 1e9 / Math.Max(1, entries),8:N0} ns an entry  {median,8:N3} s (median of {seconds.Count})"));
        }
    }

    private double Median(string what) => _seconds[what].Order().ElementAt(_seconds[what].Count / 2);
}
