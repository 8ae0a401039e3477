using System.Globalization;

namespace Byob.Worker.Limits;

/// <summary>The memory that presets take a part of.</summary>
internal static class MachineMemory
{
    /// <summary>
    /// Set by the service manager that holds the worker to its own limit, in MiB: what the process sees of the machine there is that limit, and a part of
    /// it would be a part of a part.
    /// </summary>
    public const string Variable = "BYOB_MACHINE_MIB";

    /// <summary>Of the machine, as far as the process may see it, in bytes.</summary>
    public static long Bytes => Of(Environment.GetEnvironmentVariable(Variable)) ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    internal static long? Of(string? mebibytes) =>
        long.TryParse(mebibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var known) && known is > 0 and <= LimitBounds.MostMemoryMiB ? known << 20 : null;
}
