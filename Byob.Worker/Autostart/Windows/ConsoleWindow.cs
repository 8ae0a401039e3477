using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Byob.Worker.Autostart.Windows;

/// <summary>The window that Windows opens for a program that writes lines.</summary>
[SupportedOSPlatform("windows")]
internal static class ConsoleWindow
{
    /// <summary>Closes the window of a worker that nobody started by hand: it would stand open for days, and closing it would end the worker.</summary>
    /// <returns>Whether there was a window.</returns>
    public static bool Leave()
    {
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);
        return FreeConsole() != 0;
    }

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int FreeConsole();
}
