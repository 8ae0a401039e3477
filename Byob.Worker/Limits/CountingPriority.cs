using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Byob.Worker.Limits;

/// <summary>
/// Gives a thread that counts its place behind other programs. On Linux only these threads step back: the worker's heartbeats have to come through on a
/// busy machine, and a thread without rights can be put back but not forward, so each new one starts as the process does.
/// </summary>
internal static partial class CountingPriority
{
    private const int Nice = 10;
    private const int NiceOfIdle = 19;
    private const int SchedIdle = 5;
    private const int PrioProcess = 0;
    private const int IoWhoProcess = 1;
    private const int IoClassShift = 13;
    private const int IoBestEffort = 2;
    private const int IoIdle = 3;
    private const int IoLast = 7;

    /// <summary>Puts the calling thread where it belongs.</summary>
    /// <returns>Whether the system let it; where priorities belong to the process and not to its threads, true.</returns>
    public static bool Enter(WorkPriority priority)
    {
        if (!OperatingSystem.IsLinux() || priority == WorkPriority.Normal)
            return true;

        var idle = priority == WorkPriority.Idle;
        var nice = setpriority(PrioProcess, 0, idle ? NiceOfIdle : Nice) == 0;
        var parameter = 0;
        var scheduled = !idle || sched_setscheduler(0, SchedIdle, in parameter) == 0;
        var disk = idle ? IoIdle << IoClassShift : (IoBestEffort << IoClassShift) | IoLast;
        // Where the disk's priority cannot be said, the processor's still holds.
        if (IoPrioSet is { } number)
            _ = syscall(number, IoWhoProcess, 0, disk);
        return nice && scheduled;
    }

    /// <summary>The number of ioprio_set, which the C library has no name for.</summary>
    private static nint? IoPrioSet => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 251,
        Architecture.Arm64 => 30,
        _ => null,
    };

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", SetLastError = true)]
    private static partial int setpriority(int which, uint who, int priority);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_setscheduler(int thread, int policy, in int parameter);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint which, nint who, nint priority);
}
