using System.Collections.Immutable;
using System.Text;
using Byob.Web.Live;

namespace Byob.Web.Dashboard.Presentation;

/// <summary>A throughput series laid out as an area: its outline, its highest grid line, and what to say of it.</summary>
/// <param name="Line">SVG path of the line, in a box of <see cref="Width"/> by <see cref="Height"/>.</param>
/// <param name="Area">The line, closed along the bottom.</param>
/// <param name="Top">Rate at the top of the box.</param>
public sealed record AreaChart(string Line, string Area, double Top, double Latest, double Peak)
{
    public const int Width = 600;

    public const int Height = 100;

    public static AreaChart Of(ImmutableArray<ThroughputPoint> points, int seconds = PartySnapshot.ThroughputPoints)
    {
        if (points.IsDefaultOrEmpty)
            return new AreaChart("", "", 1, 0, 0);
        var newest = points[^1].At;
        var shown = points.Where(point => (newest - point.At).TotalSeconds <= seconds).ToArray();
        var peak = shown.Max(point => point.BytesPerSecond);
        var top = NiceTop(peak);
        var line = new StringBuilder();
        foreach (var point in shown)
        {
            var x = Width - (newest - point.At).TotalSeconds / seconds * Width;
            var y = Height - Format.Fraction(point.BytesPerSecond / top) * Height;
            line.Append(line.Length == 0 ? 'M' : 'L').Append(Format.Svg(Math.Round(x, 1))).Append(' ').Append(Format.Svg(Math.Round(y, 1)));
        }

        var first = Format.Svg(Math.Round(Width - (newest - shown[0].At).TotalSeconds / seconds * Width, 1));
        return new AreaChart(line.ToString(), $"{line}V{Height}H{first}Z", top, shown[^1].BytesPerSecond, peak);
    }

    /// <summary>The next of 1, 2, 4, 5, 8 × a power of ten: a scale that halves well and does not jump about.</summary>
    internal static double NiceTop(double peak)
    {
        if (!(peak > 0))
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(peak)));
        foreach (var step in (ReadOnlySpan<double>)[1, 2, 4, 5, 8])
        {
            if (peak <= step * power)
                return step * power;
        }

        return 10 * power;
    }
}
