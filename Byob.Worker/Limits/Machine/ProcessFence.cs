namespace Byob.Worker.Limits.Machine;

/// <summary>The fence of the system that this process runs on.</summary>
internal static class ProcessFence
{
    /// <summary>Memory beyond the limit at which the system stops the process: the worker itself gives back long before, and is not to be ended for a moment's excess.</summary>
    public const double MemoryMargin = 1.25;

    private static readonly Lazy<OwnCgroup> s_cgroup = new(() => new OwnCgroup("/", Environment.ProcessId));

    /// <summary>What the service manager or the container gave this process when it started; null for no limit.</summary>
    public static (double? Cores, long? MemoryBytes) Given =>
        OperatingSystem.IsLinux() ? (s_cgroup.Value.MostCores, s_cgroup.Value.MostMemoryBytes) : (null, null);

    public static IProcessFence OfThisSystem() => true switch
    {
        _ when OperatingSystem.IsLinux() => new LinuxFence(s_cgroup.Value),
        _ when OperatingSystem.IsWindows() => new WindowsFence(),
        _ when OperatingSystem.IsMacOS() => new MacFence(),
        _ => new LinuxFence(null),
    };
}
