using MessagePack;

namespace Byob.Shared.Hubs;

/// <summary>What a worker's owner lets it use, as it is in force now. What is null is not limited.</summary>
/// <param name="Preset">Quiet, Balanced, Full, or Own.</param>
/// <param name="CpuPercent">Of the whole machine, 1 to 100.</param>
/// <param name="Priority">Of its process: Idle, Low or Normal.</param>
/// <param name="MemoryBytes">Of its process, at most.</param>
/// <param name="DownBytesPerSecond">Of the ranges it reads.</param>
/// <param name="UpBytesPerSecond">Of the partials it sends.</param>
/// <param name="DiskBytes">Of its spool, at most.</param>
/// <param name="Hours">When it may work, in words, by its own clock.</param>
/// <param name="OnlyWhenIdle">It works only while nobody else uses the machine.</param>
/// <param name="NotOnBattery">It works only on mains power.</param>
/// <param name="MostCelsius">Hotter than this it pauses.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record WorkerLimits(
    string Preset,
    int? CpuPercent = null,
    string? Priority = null,
    long? MemoryBytes = null,
    long? DownBytesPerSecond = null,
    long? UpBytesPerSecond = null,
    long? DiskBytes = null,
    string? Hours = null,
    bool OnlyWhenIdle = false,
    bool NotOnBattery = false,
    double? MostCelsius = null);
