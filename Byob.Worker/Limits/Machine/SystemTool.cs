using System.ComponentModel;
using System.Diagnostics;

namespace Byob.Worker.Limits.Machine;

/// <summary>Asks the system's own tools, briefly.</summary>
internal static class SystemTool
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>What a tool prints; null when it is not there, complains, or takes longer than 2 seconds.</summary>
    public static string? Ask(string tool, params string[] arguments)
    {
        try
        {
            using var asked = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var answer = asked.StandardOutput.ReadToEndAsync();
            if (asked.WaitForExit(s_patience))
                return asked.ExitCode == 0 ? answer.GetAwaiter().GetResult() : null;
            asked.Kill();
            return null;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }
}
