using System.Diagnostics;
using System.Globalization;

namespace Byob.Benchmarks.Hub;

/// <summary>The largest working set that a process has had.</summary>
internal static class PeakMemory
{
    private const string Key = "VmHWM:";

    /// <summary>In bytes, as the system counts it.</summary>
    public static long Of(Process process)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/status");
        if (!File.Exists(status))
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }

        var line = File.ReadLines(status).First(line => line.StartsWith(Key, StringComparison.Ordinal));
        return long.Parse(line[Key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) << 10;
    }
}
