using Byob.Shared.Chunks;
using Microsoft.Net.Http.Headers;

namespace Byob.Web.Datasets;

/// <summary>Reads a Range header (RFC 9110, section 14) that may ask for one range of bytes.</summary>
internal static class SingleRange
{
    /// <summary>
    /// The range to send; null asks for the whole (no header, another unit, or one that cannot be read, which the RFC has ignored).
    /// False when the header asks for what cannot be sent: bytes past the end, or several ranges.
    /// </summary>
    public static bool TryRead(string? header, long length, out ByteRange? range)
    {
        range = null;
        if (string.IsNullOrEmpty(header) || !RangeHeaderValue.TryParse(header, out var asked) || asked.Unit != "bytes")
            return true;
        if (asked.Ranges.Count != 1)
            return false;

        var (from, to) = (asked.Ranges.First().From, asked.Ranges.First().To);
        range = from is null
            ? new ByteRange(Math.Max(0, length - to.GetValueOrDefault()), length)
            : new ByteRange(from.Value, Math.Min(to ?? long.MaxValue - 1, length - 1) + 1);
        return !range.Value.IsEmpty;
    }
}
