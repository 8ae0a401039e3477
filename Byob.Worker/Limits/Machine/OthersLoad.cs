using System.Globalization;

namespace Byob.Worker.Limits.Machine;

/// <summary>Measures what other processes take of the processors, from one call to the next.</summary>
/// <param name="statPath">The system's times of its processors, in hundredths of a second.</param>
/// <param name="own">Processor time of this process; by default what it is.</param>
internal sealed class OthersLoad(string statPath, TimeProvider time, Func<TimeSpan>? own = null)
{
    private const double TicksPerSecond = 100;
    private const int Idle = 3;
    private const int WaitsForDisk = 4;
    private const int FirstOfGuests = 8;

    private readonly Func<TimeSpan> _own = own ?? (() => Environment.CpuUsage.TotalTime);
    private (long At, double Busy, TimeSpan Own)? _last;

    /// <summary>0 to 1; null at the first call and where it cannot be read.</summary>
    public double? Share()
    {
        if (Busy() is not { } now)
            return null;
        var (at, own) = (time.GetTimestamp(), _own());
        var last = _last;
        _last = (at, now.Busy, own);
        if (last is not { } before || time.GetElapsedTime(before.At, at) is var passed && passed <= TimeSpan.Zero)
            return null;
        var others = now.Busy - before.Busy - (own - before.Own).TotalSeconds;
        return Math.Clamp(others / (passed.TotalSeconds * now.Cores), 0, 1);
    }

    /// <summary>Seconds that the processors were busy since the machine started, all together.</summary>
    private (double Busy, int Cores)? Busy()
    {
        try
        {
            var lines = File.ReadAllLines(statPath).Where(line => line.StartsWith("cpu", StringComparison.Ordinal)).ToList();
            var ticks = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Select(part => double.Parse(part, CultureInfo.InvariantCulture));
            // The times of guests are in those of their hosts.
            var busy = ticks.Take(FirstOfGuests).Where((_, index) => index is not (Idle or WaitsForDisk)).Sum() / TicksPerSecond;
            return (busy, Math.Max(1, lines.Count - 1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
