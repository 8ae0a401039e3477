using System.Collections.Immutable;

namespace Byob.Web.Programs;

/// <summary>The platforms that there are programs for, by the names that .NET gives them. Paths are made of these alone, never of what somebody asks for.</summary>
internal static class ProgramPlatforms
{
    public static ImmutableArray<string> All { get; } = ["linux-x64", "linux-arm64", "win-x64", "osx-arm64", "osx-x64"];

    public static string FileName(string platform) => platform.StartsWith("win", StringComparison.Ordinal) ? "byob.exe" : "byob";
}
