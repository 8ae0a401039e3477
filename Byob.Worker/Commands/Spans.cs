using System.Globalization;
using System.Text.RegularExpressions;

namespace Byob.Worker.Commands;

/// <summary>Spans of time as people type them.</summary>
internal static partial class Spans
{
    public const string Examples = "like 30m, 1h, 2h30m or 1d";

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    /// <summary>Days, hours, minutes, seconds, in this order, each at most once; more than nothing and at most 30 days.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        if (Typed().Match(text.Trim()) is not { Success: true } typed)
            return false;
        var days = Part(typed, 1) + ((Part(typed, 2) + ((Part(typed, 3) + (Part(typed, 4) / 60)) / 60)) / 24);
        if (days <= 0 || days > s_longest.TotalDays)
            return false;
        span = TimeSpan.FromDays(days);
        return true;
    }

    private static double Part(Match typed, int group) =>
        typed.Groups[group].Success ? double.Parse(typed.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?:(\d{1,6})d)?\s*(?:(\d{1,6})h)?\s*(?:(\d{1,6})m)?\s*(?:(\d{1,6})s)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Typed();
}
