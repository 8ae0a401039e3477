using System.Globalization;

namespace Byob.Web.Datasets;

/// <summary>Writes byte counts for people, in decimal units as disks are sold: "1.5 GB".</summary>
internal static class ByteWords
{
    private static readonly string[] Units = ["bytes", "KB", "MB", "GB", "TB", "PB"];

    public static string Of(long bytes)
    {
        double value = bytes;
        var unit = 0;
        // 999.95 would be rounded up to "1000.0"
        while (Math.Abs(value) >= 999.95 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }
}
