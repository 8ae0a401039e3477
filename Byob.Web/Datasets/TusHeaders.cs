using System.Globalization;
using System.Text;

namespace Byob.Web.Datasets;

/// <summary>The headers of the tus 1.0.0 protocol (https://tus.io/protocols/resumable-upload), and how they are read.</summary>
internal static class TusHeaders
{
    public const string Version = "1.0.0";
    public const string Resumable = "Tus-Resumable";
    public const string TusVersion = "Tus-Version";
    public const string Extension = "Tus-Extension";
    public const string MaxSize = "Tus-Max-Size";
    public const string UploadOffset = "Upload-Offset";
    public const string UploadLength = "Upload-Length";
    public const string UploadMetadata = "Upload-Metadata";
    public const string UploadDeferLength = "Upload-Defer-Length";
    public const string ContentType = "application/offset+octet-stream";

    /// <summary>A name longer than this is cut: it only has to be recognised by people.</summary>
    public const int LongestName = 120;

    /// <summary>A count of bytes, as Upload-Length and Upload-Offset hold it: digits only.</summary>
    public static bool TryReadCount(IHeaderDictionary headers, string header, out long count)
    {
        count = 0;
        return headers[header] is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);
    }

    /// <summary>The file's name out of Upload-Metadata ("key base64, key base64"), fit to be shown; null when the header cannot be read.</summary>
    public static string? ReadName(IHeaderDictionary headers)
    {
        var name = "";
        foreach (var pair in headers[UploadMetadata].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var space = pair.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0 || !pair[..space].Equals("filename", StringComparison.OrdinalIgnoreCase))
                continue;
            var bytes = new byte[pair.Length];
            if (!Convert.TryFromBase64String(pair[(space + 1)..], bytes, out var length))
                return null;
            name = Encoding.UTF8.GetString(bytes, 0, length);
        }

        return Tidy(name);
    }

    public static string WriteName(string name) => $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}";

    /// <summary>Only ever shown, never a path: folders before the name and characters that could mislead a reader are left out.</summary>
    public static string Tidy(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var tidy = new StringBuilder();
        foreach (var rune in last.EnumerateRunes().Where(IsShown).Take(LongestName))
            tidy.Append(rune.ToString());
        var shown = tidy.ToString().Trim();
        return shown.Length == 0 ? "unnamed" : shown;
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
