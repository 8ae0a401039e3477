using System.Globalization;

namespace Byob.Worker.Limits.Machine;

/// <summary>
/// The control group (cgroup v2) that this process runs in: what it was given by the service manager or the container, and, when the group holds this
/// process alone and lets it write, a fence that the kernel keeps. A group that others share is never touched.
/// </summary>
internal sealed class OwnCgroup
{
    private const int PeriodMicroseconds = 100_000;
    private const string NoLimit = "max";

    /// <summary>A group of other programs has 100.</summary>
    private const string WeightOfIdle = "1";

    private const string WeightOfLow = "20";

    private readonly string? _folder;
    private readonly string? _cpuGiven;
    private readonly string? _memoryGiven;
    private readonly string? _weightGiven;

    /// <param name="root">Where <c>proc</c> and <c>sys</c> are; <c>/</c> on a real machine.</param>
    /// <param name="mount">Where the groups are, below <paramref name="root"/>.</param>
    public OwnCgroup(string root, int process, string mount = "sys/fs/cgroup")
    {
        var group = Read(Path.Combine(root, "proc/self/cgroup"))?.Split('\n').FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal))?["0::/".Length..];
        if (string.IsNullOrEmpty(group))
            return;
        var top = Path.Combine(root, mount);
        var folder = Path.Combine(top, group);
        for (var one = folder; one.Length > top.Length; one = Path.GetDirectoryName(one)!)
        {
            MostCores = Least(MostCores, CoresOf(Read(Path.Combine(one, "cpu.max"))));
            MostMemoryBytes = (long?)Least(MostMemoryBytes, Number(Read(Path.Combine(one, "memory.max"))));
        }

        if (Read(Path.Combine(folder, "cgroup.procs")) != process.ToString(CultureInfo.InvariantCulture))
            return;
        _folder = folder;
        _cpuGiven = Read(Path.Combine(folder, "cpu.max"));
        _memoryGiven = Read(Path.Combine(folder, "memory.max"));
        _weightGiven = Read(Path.Combine(folder, "cpu.weight"));
    }

    /// <summary>Cores' worth of time that the process was given; null for no limit.</summary>
    public double? MostCores { get; }

    /// <summary>Memory that the process was given; beyond it the kernel ends it. Null for no limit.</summary>
    public long? MostMemoryBytes { get; }

    /// <summary>Has the kernel keep the process to so many cores' worth of time; null: to what it was given.</summary>
    /// <returns>Whether the kernel does.</returns>
    public bool KeepCores(double? cores)
    {
        if (cores is not { } most || most >= (CoresOf(_cpuGiven) ?? double.MaxValue))
            return Write("cpu.max", _cpuGiven);
        return Write("cpu.max", string.Create(CultureInfo.InvariantCulture, $"{(long)(most * PeriodMicroseconds)} {PeriodMicroseconds}"));
    }

    /// <summary>Has the kernel end the process rather than let it take more than so many bytes; null: than what it was given.</summary>
    /// <returns>Whether the kernel does.</returns>
    public bool KeepMemory(long? bytes) =>
        Write("memory.max", bytes is { } most && most < (Number(_memoryGiven) ?? long.MaxValue) ? most.ToString(CultureInfo.InvariantCulture) : _memoryGiven);

    /// <summary>Has the kernel weigh the group against those of other programs: a thread's own priority counts only within its group.</summary>
    /// <returns>Whether the kernel does.</returns>
    public bool Weigh(WorkPriority priority) => Write("cpu.weight", _weightGiven is null ? null : priority switch
    {
        WorkPriority.Idle => WeightOfIdle,
        WorkPriority.Low => WeightOfLow,
        _ => _weightGiven,
    });

    private static double? Least(double? one, double? other) => one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;

    private static double? CoresOf(string? text) =>
        text?.Split(' ') is [var quota, var period] && Number(quota) is { } time && Number(period) is > 0 and { } of ? (double)time / of : null;

    private static long? Number(string? text) => text is not null and not NoLimit && long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private bool Write(string file, string? value)
    {
        // A controller that is not there cannot be given anything.
        if (_folder is null || value is null)
            return false;
        try
        {
            File.WriteAllText(Path.Combine(_folder, file), value);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
