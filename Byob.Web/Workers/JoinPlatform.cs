using System.Collections.Immutable;

namespace Byob.Web.Workers;

/// <summary>A kind of machine that can join, as the page "Join with a machine" tells them apart.</summary>
/// <param name="Terminal">Where the line goes, for people.</param>
/// <param name="Programs">The programs that its machines run, one of which is enough to offer the short line.</param>
internal sealed record JoinPlatform(string Key, string Name, string Terminal, ImmutableArray<string> Programs)
{
    public static ImmutableArray<JoinPlatform> All { get; } =
    [
        new("linux", "Linux", "For any shell.", ["linux-x64", "linux-arm64"]),
        new("macos", "macOS", "For the Terminal app.", ["osx-arm64", "osx-x64"]),
        new("windows", "Windows", "For PowerShell.", ["win-x64"]),
    ];

    public bool IsWindows => Key == "windows";

    /// <summary>The visitor's, from what their browser says of itself; of phones and what is not known, the first.</summary>
    public static JoinPlatform Of(string? userAgent) => All[userAgent switch
    {
        null => 0,
        _ when userAgent.Contains("Windows", StringComparison.Ordinal) => 2,
        // A phone's says "like Mac OS X".
        _ when userAgent.Contains("Macintosh", StringComparison.Ordinal) => 1,
        _ => 0,
    }];
}
