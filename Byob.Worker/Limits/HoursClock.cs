namespace Byob.Worker.Limits;

/// <summary>Says whether a worker is within its hours and until when, by a clock that may be put forward and back.</summary>
internal static class HoursClock
{
    /// <summary>Looked ahead: whatever the week holds shows within one.</summary>
    private const int DaysAhead = 8;

    /// <param name="Open">Whether it may work.</param>
    /// <param name="Until">When that will be otherwise; null when it never will.</param>
    public readonly record struct Verdict(bool Open, DateTimeOffset? Until);

    public static Verdict At(WorkHours hours, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        DateTimeOffset? openTo = null, nextFrom = null;
        // Yesterday's last window may go on today. In order of their beginnings, so that windows which touch make one.
        foreach (var (from, to) in Windows(hours, today, zone).OrderBy(window => window.From))
        {
            if (from <= (openTo ?? now) && to > (openTo ?? now))
                openTo = to;
            else if (openTo is null && from > now)
                nextFrom ??= from;
        }

        if (openTo is not { } end)
            return new(false, nextFrom);
        return new(true, end >= Instant(today.AddDays(DaysAhead - 1), zone) ? null : end);
    }

    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Windows(WorkHours hours, DateTime today, TimeZoneInfo zone)
    {
        for (var day = -1; day < DaysAhead; day++)
        {
            var midnight = today.AddDays(day);
            foreach (var window in hours.On(midnight.DayOfWeek))
                yield return (Instant(midnight.AddMinutes(window.From), zone), Instant(midnight.AddMinutes(window.To), zone));
        }
    }

    /// <summary>The moment at which the clock first shows a time. A time that is left out in spring is the moment at which it is left out.</summary>
    private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
