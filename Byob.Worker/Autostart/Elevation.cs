namespace Byob.Worker.Autostart;

/// <summary>How one gets the rights to change a machine.</summary>
internal static class Elevation
{
    /// <summary>A sentence for whoever lacks them.</summary>
    public static string Hint => OperatingSystem.IsWindows()
        ? "A service of the machine is managed from a prompt that was opened with \"Run as administrator\"; one of your own (without --system) needs no rights."
        : "A service of the machine is managed by root (sudo); one of your own (without --system) needs no rights.";
}
