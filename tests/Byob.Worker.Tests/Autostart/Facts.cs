using Byob.Worker.Autostart;
using Byob.Worker.Limits;

namespace Byob.Worker.Tests.Autostart;

/// <summary>What the texts of the tests are made from: a machine of eight cores and 16 GiB.</summary>
internal static class Facts
{
    public const int Cores = 8;
    public const long MemoryBytes = 16L << 30;

    public static readonly ProgramStart SingleFile = new("/opt/byob/byob", []);
    public static readonly ProgramStart Development = new("/usr/share/dotnet/dotnet", ["exec", "/src/byob/Byob.Worker.dll"]);

    public static LimitsInForce Limits(WrittenLimits written) => LimitsInForce.Of(written, null, Cores, MemoryBytes);

    public static ServiceFacts Of(WrittenLimits written, ProgramStart? program = null, string state = "/home/ada/.config/byob", string user = "ada") =>
        new(program ?? SingleFile, state, user, Limits(written), Cores, MemoryBytes);

    public static AutostartHost Host(AutostartSystem system, string root, ICommandRunner commands, ProgramStart? program = null, bool privileged = true) => new()
    {
        System = system,
        Program = program ?? SingleFile,
        User = system == AutostartSystem.Windows ? @"ATTIC\ada" : "ada",
        IsPrivileged = privileged,
        Home = "/home/ada",
        ConfigFolder = "/home/ada/.config",
        Homes = ["/home/", "/root/"],
        Machine = new ServicePlace(Path.Combine(root, "machine"), "/opt/byob/byob"),
        Commands = commands,
        Files = new ServiceFiles(root),
        TempFolder = "/tmp",
        Cores = Cores,
        MemoryBytes = MemoryBytes,
    };
}
