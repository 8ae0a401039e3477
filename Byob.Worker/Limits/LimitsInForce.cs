using System.Globalization;
using Byob.Shared.Hubs;
using Byob.Worker.Limits.Machine;

namespace Byob.Worker.Limits;

/// <summary>The limits that a worker works within, and where each comes from.</summary>
public sealed record LimitsInForce
{
    /// <summary>About what the process takes before it has counted a word, and what its readers hold.</summary>
    private const long ProcessBytes = 128L << 20;

    private const long LeastWordMemory = 32L << 20;

    /// <summary>Of the memory beyond which the system would end the process.</summary>
    private const double PartOfGiven = 0.9;

    private LimitsInForce(WrittenLimits values, IReadOnlyList<LimitLine> lines, bool isOwn)
    {
        Values = values;
        Lines = lines;
        IsOwn = isOwn;
    }

    /// <summary>Every limit; null is no limit.</summary>
    public WrittenLimits Values { get; }

    /// <summary>Every limit in words, with its source.</summary>
    public IReadOnlyList<LimitLine> Lines { get; }

    /// <summary>Whether the owner changed something of what the preset says.</summary>
    public bool IsOwn { get; }

    public LimitPreset Preset => Values.Preset!.Value;

    public WorkPriority Priority => Values.Priority!.Value;

    public long? MemoryBytes => Values.MemoryMiB is { } mebibytes ? (long)mebibytes << 20 : null;

    /// <summary>What words may take of the memory in all slots together: half of what the process has beyond its own needs. A table that grows has both sizes for a moment.</summary>
    public long WordMemoryBytes => MemoryBytes is { } bytes ? Math.Max(LeastWordMemory, (bytes - ProcessBytes) / 2) : WorkerEngineOptions.DefaultWordMemory;

    public long? DownBytesPerSecond => Bytes(Values.DownMBps);

    public long? UpBytesPerSecond => Bytes(Values.UpMBps);

    public long? DiskBytes => Values.DiskMiB is { } mebibytes ? (long)mebibytes << 20 : null;

    /// <summary>Chunks counted side by side, and held in advance.</summary>
    public WorkerCapacity Capacity => WorkerEngineOptions.CapacityFor(Values.Slots!.Value, Values.Prefetch);

    /// <param name="written">From <c>worker.json</c>.</param>
    /// <param name="started">From the command line; null for nothing.</param>
    public static LimitsInForce Of(WrittenLimits written, WrittenLimits? started = null) =>
        Of(written, started, Environment.ProcessorCount, MachineMemory.Bytes, ProcessFence.Given);

    /// <param name="given">What the system keeps the process to, whatever its owner writes.</param>
    internal static LimitsInForce Of(WrittenLimits written, WrittenLimits? started, int cores, long memoryBytes, (double? Cores, long? MemoryBytes) given = default)
    {
        ArgumentNullException.ThrowIfNull(written);
        started ??= new WrittenLimits();
        var named = started.Preset ?? written.Preset;
        var preset = LimitPresets.Of(named ?? LimitPreset.Quiet, cores, memoryBytes);
        // A preset from the command line stands in the place of the whole file: whoever asks for "full" means it.
        var file = started.Preset is null ? written : new WrittenLimits();
        var choice = new LimitChoice(started, file, preset);
        choice.Say("preset", Words(preset.Preset!.Value), started.Preset is not null ? LimitSource.CommandLine : written.Preset is not null ? LimitSource.WorkerJson : LimitSource.Platform);
        var values = new WrittenLimits(
            preset.Preset,
            choice.Of("slots", limits => limits.Slots, slots => Number(slots)),
            choice.Of("prefetch", limits => limits.Prefetch, chunks => Number(chunks), "one for every two slots"),
            choice.Within(choice.Of("cpuPercent", limits => limits.CpuPercent, Percent), GivenPercent(given.Cores, cores), Percent),
            choice.Of("priority", limits => limits.Priority, Words),
            choice.Within(choice.Of("memoryMiB", limits => limits.MemoryMiB, MiB), GivenMiB(given.MemoryBytes), MiB),
            choice.Of("downMBps", limits => limits.DownMBps, rate => $"{Number(rate)} MB/s"),
            choice.Of("upMBps", limits => limits.UpMBps, rate => $"{Number(rate)} MB/s"),
            choice.Of("diskMiB", limits => limits.DiskMiB, MiB),
            choice.OfHours("hours", limits => limits.Hours),
            choice.Of("onlyWhenIdle", limits => limits.OnlyWhenIdle, YesNo),
            choice.Of("notOnBattery", limits => limits.NotOnBattery, YesNo),
            choice.Of("maxCelsius", limits => limits.MaxCelsius, celsius => $"{Number(celsius)} °C"));
        return new LimitsInForce(values, choice.Lines, (file with { Preset = null, Slots = null, Prefetch = null }) != new WrittenLimits());
    }

    /// <summary>As the party is told of them.</summary>
    public WorkerLimits ToParty() => new(
        IsOwn ? "Own" : Preset.ToString(),
        Values.CpuPercent,
        Priority.ToString(),
        MemoryBytes,
        DownBytesPerSecond,
        UpBytesPerSecond,
        DiskBytes,
        Values.Hours?.Words,
        Values.OnlyWhenIdle == true,
        Values.NotOnBattery == true,
        Values.MaxCelsius);

    private static int? GivenPercent(double? most, int cores) => most < cores ? Math.Max(1, (int)(most / cores * 100)) : null;

    private static int? GivenMiB(long? bytes) => bytes is { } most ? (int)Math.Min((long)(most * PartOfGiven) >> 20, LimitBounds.MostMemoryMiB) : null;

    private static string Percent(int percent) => $"{percent} % of the machine";

    private static string MiB(int mebibytes) => $"{Number(mebibytes)} MiB";

    private static long? Bytes(double? megabytes) => megabytes is { } rate ? (long)(rate * 1_000_000) : null;

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static string YesNo(bool yes) => yes ? "yes" : "no";

    private static string Words(LimitPreset preset) => preset.ToString().ToLowerInvariant();

    private static string Words(WorkPriority priority) => priority.ToString().ToLowerInvariant();
}
