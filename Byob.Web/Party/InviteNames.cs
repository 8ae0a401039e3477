namespace Byob.Web.Party;

/// <summary>Reads the names that a host typed or pasted, several at once.</summary>
public static class InviteNames
{
    /// <summary>Names are apart by commas, semicolons or lines; the same name twice counts once.</summary>
    public static string[] Split(string? text) =>
        [.. (text ?? "").Split([',', ';', '\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase)];
}
