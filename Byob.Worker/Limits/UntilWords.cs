using System.Globalization;

namespace Byob.Worker.Limits;

/// <summary>Says until when something lasts, by the machine's own clock.</summary>
internal static class UntilWords
{
    private const int DaysOfWeek = 7;

    /// <summary>Like "until 18:00", "until Monday 08:00" or "until 24 December 08:00".</summary>
    public static string Of(DateTimeOffset until, TimeProvider time)
    {
        var local = TimeZoneInfo.ConvertTime(until, time.LocalTimeZone);
        var days = (local.Date - time.GetLocalNow().Date).Days;
        var form = days == 0 ? "HH:mm" : days < DaysOfWeek ? "dddd HH:mm" : "d MMMM HH:mm";
        return $"until {local.ToString(form, CultureInfo.InvariantCulture)}";
    }
}
