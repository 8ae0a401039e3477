using Byob.Worker.Autostart.Launchd;
using Byob.Worker.Autostart.Systemd;
using Byob.Worker.Autostart.Windows;
using Byob.Worker.Limits;

namespace Byob.Worker.Autostart;

/// <summary>The machine on which a worker is to start by itself: which system it has, where that keeps things, and who asks.</summary>
internal sealed record AutostartHost
{
    public required AutostartSystem System { get; init; }

    public required ProgramStart Program { get; init; }

    /// <summary>Who asks, as the system calls them.</summary>
    public required string User { get; init; }

    /// <summary>Whether who asks may change the machine.</summary>
    public required bool IsPrivileged { get; init; }

    public required string Home { get; init; }

    /// <summary>Where the user's settings are; on Linux the user's units are below it.</summary>
    public required string ConfigFolder { get; init; }

    /// <summary>Folders that hold homes.</summary>
    public required IReadOnlyList<string> Homes { get; init; }

    public required ServicePlace Machine { get; init; }

    public required ICommandRunner Commands { get; init; }

    public ServiceFiles Files { get; init; } = ServiceFiles.OfSystem;

    public string TempFolder { get; init; } = Path.GetTempPath();

    public int Cores { get; init; } = Environment.ProcessorCount;

    public long MemoryBytes { get; init; } = MachineMemory.Bytes;

    public static AutostartHost OfProcess(TimeProvider time)
    {
        var system = OperatingSystem.IsWindows() ? AutostartSystem.Windows : OperatingSystem.IsMacOS() ? AutostartSystem.Mac : AutostartSystem.Linux;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return new AutostartHost
        {
            System = system,
            Program = ProgramStart.Own(),
            User = system == AutostartSystem.Windows ? $@"{Environment.UserDomainName}\{Environment.UserName}" : Environment.UserName,
            IsPrivileged = Environment.IsPrivilegedProcess,
            Home = home,
            ConfigFolder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            Homes = system switch
            {
                AutostartSystem.Windows => [Path.GetDirectoryName(home) + @"\"],
                AutostartSystem.Mac => ["/Users/", "/var/root/"],
                _ => ["/home/", "/root/", "/run/user/"],
            },
            Machine = ServicePlace.OfMachine(),
            Commands = new SystemCommands(time),
        };
    }

    /// <param name="machine">For the whole machine, not for the user alone.</param>
    public IAutostart Autostart(bool machine, string stateFolder, LimitsInForce limits)
    {
        var program = machine ? Program.ForMachine(Machine.Program, Homes) : Program;
        ServiceFacts Facts(string user) => new(program, stateFolder, user, limits, Cores, MemoryBytes);
        return System switch
        {
            AutostartSystem.Windows when machine => new WindowsServiceAutostart(Facts(ScCommands.Account), Files, Commands),
            AutostartSystem.Windows => new WindowsTaskAutostart(Facts(User), TempFolder, Files, Commands),
            AutostartSystem.Mac when machine => new LaunchdAutostart(Facts(LaunchdPlist.SystemUser), machine, "/Library/LaunchDaemons", "/Library/Logs/byob.log", Files, Commands),
            AutostartSystem.Mac => new LaunchdAutostart(Facts(User), machine, $"{Home}/Library/LaunchAgents", $"{Home}/Library/Logs/byob.log", Files, Commands),
            _ when machine => new SystemdAutostart(Facts(SystemdUnit.SystemUser), machine, "/etc/systemd/system", Files, Commands),
            _ => new SystemdAutostart(Facts(User), machine, $"{ConfigFolder}/systemd/user", Files, Commands),
        };
    }
}
