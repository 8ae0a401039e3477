using System.Runtime.InteropServices;

namespace Byob.Worker.Limits.Machine;

/// <summary>The place that macOS gives the process behind others: in the background (processor, disk and network), or a nice value.</summary>
internal sealed partial class MacFence : IProcessFence
{
    private const int PrioProcess = 0;
    private const int PrioDarwinProcess = 4;
    private const int PrioDarwinBackground = 0x1000;
    private const int Nice = 10;

    public void Set(LimitsInForce limits)
    {
        _ = setpriority(PrioDarwinProcess, 0, limits.Priority == WorkPriority.Idle ? PrioDarwinBackground : 0);
        if (limits.Priority == WorkPriority.Low)
            _ = setpriority(PrioProcess, 0, Nice);
    }

    [LibraryImport("libSystem")]
    private static partial int setpriority(int which, uint who, int priority);
}
