using System.Globalization;

namespace Byob.Party.Tests.Processes;

/// <summary>Reads a result in its tab-separated form.</summary>
internal static class ResultLines
{
    public static Dictionary<string, long> Parse(string lines) => lines
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split('\t'))
        .ToDictionary(pair => pair[0], pair => long.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
