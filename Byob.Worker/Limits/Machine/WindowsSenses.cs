using System.Runtime.InteropServices;

namespace Byob.Worker.Limits.Machine;

/// <summary>Asks Windows. It shows no heat to programs without rights, and a service sees neither keyboard nor mouse.</summary>
internal sealed partial class WindowsSenses(TimeProvider time) : IMachineSenses
{
    private const byte Offline = 0;
    private const byte Online = 1;

    private (long At, long Busy, TimeSpan Own)? _last;

    public bool TellsLoad => true;

    public bool? OnBattery() =>
        GetSystemPowerStatus(out var power) && power.AcLine is Offline or Online ? power.AcLine == Offline : null;

    public double? Celsius() => null;

    public double? OthersShare()
    {
        if (!GetSystemTimes(out var idle, out var kernel, out var user))
            return null;
        var now = (At: time.GetTimestamp(), Busy: kernel + user - idle, Own: Environment.CpuUsage.TotalTime);
        var last = _last;
        _last = now;
        if (last is not { } before || time.GetElapsedTime(before.At, now.At) is var passed && passed <= TimeSpan.Zero)
            return null;
        return Math.Clamp((TimeSpan.FromTicks(now.Busy - before.Busy) - (now.Own - before.Own)) / (passed * Environment.ProcessorCount), 0, 1);
    }

    public TimeSpan? Untouched()
    {
        var input = new LastInput { Size = (uint)Marshal.SizeOf<LastInput>() };
        return Environment.UserInteractive && GetLastInputInfo(ref input) ? TimeSpan.FromMilliseconds(unchecked((uint)Environment.TickCount - input.Tick)) : null;
    }

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetSystemPowerStatus(out Power power);

    /// <summary>In ticks of 100 ns; the kernel's time includes idling.</summary>
    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetSystemTimes(out long idle, out long kernel, out long user);

    [LibraryImport("user32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetLastInputInfo(ref LastInput input);

    [StructLayout(LayoutKind.Sequential)]
    private struct Power
    {
        public byte AcLine;
        public byte BatteryFlag;
        public byte BatteryPercent;
        public byte Saver;
        public uint SecondsLeft;
        public uint SecondsFull;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct LastInput
    {
        public uint Size;
        public uint Tick;
    }
}
