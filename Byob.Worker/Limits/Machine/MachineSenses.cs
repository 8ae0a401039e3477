namespace Byob.Worker.Limits.Machine;

/// <summary>The senses of the machine that this process runs on.</summary>
internal static class MachineSenses
{
    public static IMachineSenses OfThisMachine(TimeProvider time) => true switch
    {
        _ when OperatingSystem.IsLinux() => new LinuxSenses("/", new LogindIdle(time), time),
        _ when OperatingSystem.IsWindows() => new WindowsSenses(time),
        _ when OperatingSystem.IsMacOS() => new MacSenses(time),
        _ => new NoSenses(),
    };
}
