using System.Globalization;

namespace Byob.Worker.Limits;

/// <summary>
/// The hours of the week in which a worker may work, by the machine's own clock. A window that ends before it begins ends on the next day. A day that
/// is not named has no hours.
/// </summary>
public sealed class WorkHours : IEquatable<WorkHours>
{
    public const string Example = "{ \"mon-fri\": \"18:00-08:00\", \"sat-sun\": \"all\" }";

    private const int MinutesOfDay = 24 * 60;
    private const string AllDays = "mon-sun";

    private static readonly string[] s_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    private readonly List<WorkWindow>[] _windows;

    private WorkHours(List<WorkWindow>[] windows, IReadOnlyList<KeyValuePair<string, string>> written)
    {
        _windows = windows;
        Written = written;
        Words = string.Join("; ", written.Select(days => $"{days.Key} {days.Value}"));
    }

    /// <summary>Days and their hours, as they were written.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Written { get; }

    /// <summary>For people, like "mon-fri 18:00-08:00; sat-sun all".</summary>
    public string Words { get; }

    /// <summary>Understands hours as they are written: days (<c>mon</c>, <c>mon-fri</c>, <c>sat,sun</c>) with <c>all</c>, <c>none</c> or windows like <c>18:00-08:00</c>.</summary>
    /// <param name="faults">Takes what cannot be understood, each as a sentence without its subject.</param>
    /// <returns>Null when there is a fault.</returns>
    public static WorkHours? Parse(IEnumerable<KeyValuePair<string, string>> written, ICollection<string> faults)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(faults);
        var windows = new List<WorkWindow>?[s_days.Length];
        var kept = new List<KeyValuePair<string, string>>();
        var before = faults.Count;
        foreach (var (days, hours) in written)
        {
            kept.Add(new(days.Trim().ToLowerInvariant(), hours.Trim().ToLowerInvariant()));
            var named = Days(kept[^1].Key);
            var parsed = Windows(kept[^1].Value);
            if (named is null)
                faults.Add($"the days \"{days}\" are not understood; write them like \"mon\", \"mon-fri\" or \"sat,sun\".");
            if (parsed is null)
                faults.Add($"the hours \"{hours}\" of \"{days}\" are not understood; write \"all\", \"none\", or windows like \"18:00-08:00\" or \"06:00-08:00, 18:00-23:30\".");
            foreach (var day in named ?? [])
            {
                if (windows[day] is not null)
                    faults.Add($"\"{s_days[day]}\" is named twice; name each day once.");
                windows[day] = parsed ?? [];
            }
        }

        if (kept.Count == 0)
            faults.Add($"no day is named; write something like {Example}.");
        return faults.Count == before ? new WorkHours([.. windows.Select(day => day ?? [])], kept) : null;
    }

    /// <summary>The same hours on every day.</summary>
    public static WorkHours? Parse(string daily, ICollection<string> faults) => Parse([new(AllDays, daily)], faults);

    public bool Equals(WorkHours? other) => other is not null && Words == other.Words;

    public override bool Equals(object? obj) => Equals(obj as WorkHours);

    public override int GetHashCode() => Words.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Words;

    /// <summary>The windows that begin on a day.</summary>
    internal IReadOnlyList<WorkWindow> On(DayOfWeek day) => _windows[((int)day + 6) % 7];

    private static List<int>? Days(string text)
    {
        var days = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            var (first, last) = (Day(ends[0]), Day(ends[^1]));
            if (ends.Length > 2 || first < 0 || last < 0)
                return null;
            // From Saturday to Monday goes over the end of the week.
            for (var day = first; ; day = (day + 1) % s_days.Length)
            {
                days.Add(day);
                if (day == last)
                    break;
            }
        }

        return days;
    }

    /// <summary>Takes short and long names.</summary>
    private static int Day(string text) =>
        text.Length < 3 ? -1 : Array.FindIndex(s_days, day => text == day || (text.StartsWith(day, StringComparison.Ordinal) && text.EndsWith("day", StringComparison.Ordinal)));

    private static List<WorkWindow>? Windows(string text)
    {
        if (text is "none" or "never")
            return [];
        if (text is "all" or "always")
            return [new(0, MinutesOfDay)];
        var windows = new List<WorkWindow>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length != 2 || Minute(ends[0]) is not (>= 0 and < MinutesOfDay and var from) || Minute(ends[1]) is not { } to || from == to)
                return null;
            windows.Add(new(from, to > from ? to : to + MinutesOfDay));
        }

        return windows;
    }

    /// <summary>0 to 1440, for 24:00.</summary>
    private static int? Minute(string text)
    {
        if (text == "24:00")
            return MinutesOfDay;
        return TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute : null;
    }
}
