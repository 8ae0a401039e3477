namespace Byob.Worker.Limits;

/// <summary>The limits that a worker's owner wrote down. What is null is filled by the preset.</summary>
/// <param name="Preset">Null: <see cref="LimitPreset.Quiet"/>.</param>
/// <param name="Slots">Chunks counted side by side, 1 to 256.</param>
/// <param name="Prefetch">Chunks held in advance, 0 to 16; null: one for every two slots.</param>
/// <param name="CpuPercent">Of the whole machine (all cores), 1 to 100.</param>
/// <param name="MemoryMiB">Of the process, in MiB, at least <see cref="LimitBounds.LeastMemoryMiB"/>. Words beyond a part of it go to the disk; a process beyond it holds.</param>
/// <param name="DownMBps">Of the ranges it reads, in MB (1,000,000 bytes) a second, as they travel.</param>
/// <param name="UpMBps">Of the partials it sends, in MB (1,000,000 bytes) a second.</param>
/// <param name="DiskMiB">Of the spool, in MiB.</param>
/// <param name="Hours">When it may work, by the machine's own clock; null: always.</param>
/// <param name="OnlyWhenIdle">Work only while nobody, and no other program, uses the machine.</param>
/// <param name="NotOnBattery">Work only on mains power.</param>
/// <param name="MaxCelsius">Hotter than this it pauses.</param>
public sealed record WrittenLimits(
    LimitPreset? Preset = null,
    int? Slots = null,
    int? Prefetch = null,
    int? CpuPercent = null,
    WorkPriority? Priority = null,
    int? MemoryMiB = null,
    double? DownMBps = null,
    double? UpMBps = null,
    int? DiskMiB = null,
    WorkHours? Hours = null,
    bool? OnlyWhenIdle = null,
    bool? NotOnBattery = null,
    double? MaxCelsius = null);
