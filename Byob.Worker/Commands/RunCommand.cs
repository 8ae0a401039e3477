using System.CommandLine;
using Byob.Worker.Autostart.Windows;
using Byob.Worker.Limits;
using Byob.Worker.Settings;
using Microsoft.Extensions.Hosting.WindowsServices;

namespace Byob.Worker.Commands;

/// <summary><c>byob run</c>: goes on with the party that this machine has joined.</summary>
internal static class RunCommand
{
    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var limits = new LimitOptions();
        var background = new Option<bool>("--background") { Description = "As a service of launchd or a task of Windows.", Hidden = true };
        var command = new Command("run", "Goes on with the party that this machine has joined.") { limits.Preset, limits.Slots, background };
        command.SetAction((parsed, cancellationToken) =>
        {
            var isBackground = parsed.GetValue(background);
            Task<int> RunAsync(CancellationToken stop) => ByobCommand.GuardAsync(terminal, () =>
                RunCommand.RunAsync(parsed.GetValue(state), limits.Read(parsed), isBackground ? Unwatched(terminal) : terminal, time, stop));
            return isBackground ? InBackgroundAsync(RunAsync, cancellationToken)
                : WindowsServiceHelpers.IsWindowsService() ? ServiceHost.RunAsync(RunAsync, cancellationToken)
                : RunAsync(cancellationToken);
        });
        return command;
    }

    /// <summary>launchd keeps what is said; on Windows there is nobody to say it to once the window is gone, and trying would be a fault.</summary>
    private static Terminal Unwatched(Terminal terminal) => OperatingSystem.IsWindows()
        ? terminal with { IsLog = true, Rewrites = false, Out = TextWriter.Null, Error = TextWriter.Null }
        : terminal with { IsLog = true, Rewrites = false };

    /// <summary>launchd and the Task Scheduler know no exit code after which a program stays ended, but 0: it also stands for "a person has to mend something".</summary>
    private static async Task<int> InBackgroundAsync(Func<CancellationToken, Task<int>> runAsync, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            ConsoleWindow.Leave();
        var code = await runAsync(cancellationToken);
        return code == ExitCode.NeedsHuman ? ExitCode.Stopped : code;
    }

    /// <param name="started">Limits for this run alone, before those of <c>worker.json</c>.</param>
    public static async Task<int> RunAsync(string? state, WrittenLimits started, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = StateFolder.Find(state);
        using var owned = folder.Lock();
        if (SettingsFile.Read(folder.SettingsPath) is not { } settings || folder.ReadToken() is not { } token)
            throw WorkerFaultException.NotJoined;

        return await WorkerConsole.RunAsync(folder, settings, started, token, terminal, time, cancellationToken);
    }
}
