namespace Byob.Worker.Limits;

/// <summary>What the presets stand for on a machine.</summary>
public static class LimitPresets
{
    /// <summary>The limits of a preset, all of them chosen; null is no limit.</summary>
    /// <param name="memoryBytes">Of the machine, as far as the process may see it.</param>
    public static WrittenLimits Of(LimitPreset preset, int cores, long memoryBytes) => preset switch
    {
        LimitPreset.Full => new(preset, cores, Priority: WorkPriority.Normal, OnlyWhenIdle: false, NotOnBattery: false),
        LimitPreset.Balanced => new(
            preset, Math.Max(1, cores - 1), Priority: WorkPriority.Low, MemoryMiB: Part(memoryBytes, 2), OnlyWhenIdle: false, NotOnBattery: true, MaxCelsius: 95),
        _ => new(
            preset, Math.Max(1, cores / 2), Priority: WorkPriority.Idle, MemoryMiB: Part(memoryBytes, 4), OnlyWhenIdle: false, NotOnBattery: true, MaxCelsius: 90),
    };

    /// <summary>A preset in a sentence's part, for people.</summary>
    public static string Words(LimitPreset preset) => preset switch
    {
        LimitPreset.Full => "all cores, a program like any other",
        LimitPreset.Balanced => "all cores but one, behind other programs, at most half of the memory, not on battery, not hotter than 95 °C",
        _ => "half of the cores, only what no other program wants, at most a quarter of the memory, not on battery, not hotter than 90 °C",
    };

    private static int Part(long memoryBytes, int of) => (int)Math.Clamp((memoryBytes >> 20) / of, LimitBounds.LeastMemoryMiB, LimitBounds.MostMemoryMiB);
}
