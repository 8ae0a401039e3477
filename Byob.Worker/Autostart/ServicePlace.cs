namespace Byob.Worker.Autostart;

/// <summary>Where the service of a whole machine keeps its program and what it knows.</summary>
/// <param name="Program">Where a program goes that lies in somebody's home, which a service of the machine is not to see.</param>
internal sealed record ServicePlace(string StateFolder, string Program)
{
    public static ServicePlace OfMachine() =>
        OperatingSystem.IsWindows() ? new(
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "BYOB"),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "BYOB", "byob.exe"))
        : OperatingSystem.IsMacOS() ? new("/Library/Application Support/BYOB", "/opt/byob/byob")
        : new(Systemd.SystemdUnit.SystemState, "/opt/byob/byob");
}
