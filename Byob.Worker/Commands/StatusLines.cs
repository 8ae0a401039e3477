using System.Globalization;

namespace Byob.Worker.Commands;

/// <summary>How times and amounts are said on the console.</summary>
internal static class StatusLines
{
    /// <summary>A moment by this machine's clock: the time alone when it is today.</summary>
    public static string When(DateTimeOffset moment, TimeProvider time)
    {
        var (there, now) = (TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone), time.GetLocalNow());
        return there.Date == now.Date
            ? there.ToString("HH:mm", CultureInfo.InvariantCulture)
            : there.ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture);
    }

    public static string Bytes(double bytes) => bytes switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
    };
}
