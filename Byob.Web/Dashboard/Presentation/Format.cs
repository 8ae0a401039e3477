using System.Globalization;

namespace Byob.Web.Dashboard.Presentation;

/// <summary>How numbers, sizes and times are written, everywhere on the dashboard. Sizes are decimal: 1 kB is 1,000 bytes.</summary>
public static class Format
{
    /// <summary>Stands where there is nothing to say.</summary>
    public const string Nothing = "–";

    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>A size to three digits: "512 B", "1.23 MB", "45.6 GB".</summary>
    public static string Bytes(double bytes)
    {
        if (double.IsNaN(bytes) || bytes < 0)
            return Nothing;
        var unit = 0;
        // 999.5 would be written as 1000 of the smaller unit.
        while (bytes >= (unit == 0 ? 1000 : 999.5) && unit < Units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return unit == 0 ? $"{(int)bytes} {Units[0]}" : $"{Digits(bytes)} {Units[unit]}";
    }

    /// <summary>A size that was chosen, not measured: without digits that say nothing, "1 MB", "2.5 GB".</summary>
    public static string RoundBytes(long bytes)
    {
        var text = Bytes(bytes);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return text.AsSpan(0, Math.Max(0, space)).Contains('.') ? text[..space].TrimEnd('0').TrimEnd('.') + text[space..] : text;
    }

    /// <summary>A rate; what is left of one that dies away is nothing.</summary>
    public static string Rate(double bytesPerSecond) => bytesPerSecond < 1000 ? Nothing : Bytes(bytesPerSecond) + "/s";

    /// <summary>Every digit, in groups of three: "1,234,567".</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A count to three digits: "950", "12.3 k", "4.56 M".</summary>
    public static string ShortCount(long count) => count switch
    {
        < 0 => Nothing,
        < 10_000 => Count(count),
        < 999_500 => $"{Digits(count / 1e3)} k",
        < 999_500_000 => $"{Digits(count / 1e6)} M",
        _ => $"{Digits(count / 1e9)} bn",
    };

    /// <summary>A part of a whole, rounded down, so that only what is complete is "100 %".</summary>
    public static string Percent(double part, double whole) =>
        whole <= 0 ? Nothing : Fraction(part / whole) is 1 ? "100 %" : Text($"{Math.Floor(Fraction(part / whole) * 1000) / 10:0.0} %");

    /// <summary>Between 0 and 1, whatever comes in.</summary>
    public static double Fraction(double fraction) => double.IsNaN(fraction) ? 0 : Math.Clamp(fraction, 0, 1);

    /// <summary>A length of time in its two largest units: "0.8 s", "42 s", "3 min 5 s", "2 h 10 min", "4 d 3 h".</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { Ticks: < 0 } => Nothing,
        { TotalSeconds: < 9.95 } => Text($"{time.TotalSeconds:0.0} s"),
        { TotalSeconds: < 60 } => $"{(int)time.TotalSeconds} s",
        { TotalMinutes: < 60 } => time.Seconds == 0 ? $"{time.Minutes} min" : $"{time.Minutes} min {time.Seconds} s",
        { TotalHours: < 24 } => time.Minutes == 0 ? $"{time.Hours} h" : $"{time.Hours} h {time.Minutes} min",
        _ => time.Hours == 0 ? $"{time.Days} d" : $"{time.Days} d {time.Hours} h",
    };

    /// <summary>An estimate, no finer than it can be known: "a few seconds", "about 40 s", "about 3 min".</summary>
    public static string Remaining(TimeSpan? time) => time switch
    {
        null => Nothing,
        { TotalSeconds: < 5 } => "a few seconds",
        { TotalSeconds: < 55 } t => $"about {Math.Ceiling(t.TotalSeconds / 5) * 5:0} s",
        { TotalMinutes: < 55 } t => $"about {Math.Max(1, Math.Round(t.TotalMinutes)):0} min",
        { TotalHours: < 24 } t => Text($"about {t.TotalHours:0.#} h"),
        { } t => $"about {Math.Max(1, Math.Round(t.TotalDays)):0} d",
    };

    /// <summary>How long ago: "just now", "12 s ago", "3 min ago", "2 h ago", "5 d ago".</summary>
    public static string Age(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalSeconds: < 2 } => "just now",
        { TotalSeconds: < 60 } t => $"{(int)t.TotalSeconds} s ago",
        { TotalMinutes: < 60 } t => $"{(int)t.TotalMinutes} min ago",
        { TotalHours: < 24 } t => $"{(int)t.TotalHours} h ago",
        var t => $"{(int)t.TotalDays} d ago",
    };

    /// <summary>A moment in full, for hints beside an age.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A range of bytes as people read it: "1.20 GB – 1.24 GB".</summary>
    public static string Range(Byob.Shared.Chunks.ByteRange range) => $"{Bytes(range.Start)} – {Bytes(range.End)}";

    /// <summary>The number for one sort of thing, or the other: "1 worker", "3 workers".</summary>
    public static string Plural(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>A number for SVG and CSS, short and with a point.</summary>
    public static string Svg(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Digits(double value) => value switch
    {
        < 9.995 => Text($"{value:0.00}"),
        < 99.95 => Text($"{value:0.0}"),
        _ => Text($"{value:0}"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
