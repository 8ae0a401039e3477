using System.Collections.Immutable;

namespace Byob.Web.Live;

/// <summary>The last ten minutes of a machine's rate, a point every five seconds. One caller; what it shows is immutable, and the same until the next point.</summary>
public sealed class RateRing
{
    public const int MostPoints = 120;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private double _sum;
    private int _samples;

    /// <summary>Mean bytes a second of each interval, oldest first, at most <see cref="MostPoints"/>.</summary>
    public ImmutableArray<float> Points { get; private set; } = [];

    /// <summary>Takes one sample.</summary>
    /// <param name="closes">Whether the interval ends with it.</param>
    public void Add(double bytesPerSecond, bool closes)
    {
        _sum += bytesPerSecond;
        _samples++;
        if (!closes)
            return;
        var kept = Points.Length < MostPoints ? Points.AsSpan() : Points.AsSpan()[1..];
        Points = [.. kept, (float)(_sum / _samples)];
        (_sum, _samples) = (0, 0);
    }
}
