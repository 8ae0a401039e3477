using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Byob.Worker.Limits.Machine;

/// <summary>The priority class of the process, and a job object for its share of the processors and its memory.</summary>
[SupportedOSPlatform("windows")]
internal sealed partial class WindowsFence : IProcessFence
{
    private const int ExtendedLimits = 9;
    private const int CpuRateControl = 15;
    private const uint ProcessMemory = 0x100;
    private const uint HardCap = 0x1 | 0x4;
    private const int RateOfPercent = 100;

    private readonly nint _job = CreateJobObjectW(0, null);

    public WindowsFence()
    {
        using var self = Process.GetCurrentProcess();
        AssignProcessToJobObject(_job, self.Handle);
    }

    public void Set(LimitsInForce limits)
    {
        using var self = Process.GetCurrentProcess();
        self.PriorityClass = limits.Priority switch
        {
            WorkPriority.Idle => ProcessPriorityClass.Idle,
            WorkPriority.Low => ProcessPriorityClass.BelowNormal,
            _ => ProcessPriorityClass.Normal,
        };
        var rate = new Rate { Flags = limits.Values.CpuPercent is null ? 0 : HardCap, OfTenThousand = (uint)((limits.Values.CpuPercent ?? 100) * RateOfPercent) };
        SetInformationJobObject(_job, CpuRateControl, ref rate, Marshal.SizeOf<Rate>());
        var extended = new Extended
        {
            Flags = limits.MemoryBytes is null ? 0 : ProcessMemory,
            ProcessMemoryLimit = (nuint)((limits.MemoryBytes ?? 0) * ProcessFence.MemoryMargin),
        };
        SetInformationJobObject(_job, ExtendedLimits, ref extended, Marshal.SizeOf<Extended>());
    }

    [LibraryImport("kernel32.dll", StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint CreateJobObjectW(nint attributes, string? name);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(nint job, nint process);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(nint job, int kind, ref Rate rate, int length);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(nint job, int kind, ref Extended extended, int length);

    /// <summary>JOBOBJECT_CPU_RATE_CONTROL_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Rate
    {
        public uint Flags;
        public uint OfTenThousand;
    }

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION of a 64-bit process, with the fields that are used.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct Extended
    {
        [FieldOffset(16)]
        public uint Flags;

        [FieldOffset(112)]
        public nuint ProcessMemoryLimit;
    }
}
