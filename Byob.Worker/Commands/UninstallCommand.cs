using System.CommandLine;
using Byob.Worker.Install;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary><c>byob uninstall</c>: undoes all that joining in one line did, so that nothing of BYOB is left of this user's.</summary>
internal static class UninstallCommand
{
    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var command = new Command("uninstall", "Leaves the party, and takes settings and, where the join line put it, the program away.");
        command.SetAction((parsed, cancellationToken) => ByobCommand.GuardAsync(terminal, () =>
            RunAsync(parsed.GetValue(state), InstalledProgram.Find(Environment.ProcessPath), terminal, time, cancellationToken)));
        return command;
    }

    internal static async Task<int> RunAsync(string? state, InstalledProgram? program, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = StateFolder.Find(state);
        // First of all, or the system would start the worker again. What no join line installed, none of its services starts.
        if (program is not null)
            await ServiceCommand.RemoveIfThereAsync(state, terminal, time, cancellationToken);
        if (folder.ReadToken() is not null)
            await LeaveCommand.RunAsync(state, terminal, time, cancellationToken);
        folder.Remove();
        if (program is null)
        {
            await terminal.Out.WriteLineAsync("Settings are gone. The program stays, since no join line put it here.");
            return ExitCode.Stopped;
        }

        if (OperatingSystem.IsWindows())
        {
            // A program that runs cannot be deleted there; the join script, which calls this, does it afterwards.
            await terminal.Out.WriteLineAsync($"Settings are gone. The program itself goes with: Remove-Item \"{program}\"");
            return ExitCode.Stopped;
        }

        try
        {
            program.Remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkerFaultException($"{program} cannot be taken away: {e.Message}", needsHuman: true, e);
        }

        await terminal.Out.WriteLineAsync("BYOB is gone from this machine.");
        return ExitCode.Stopped;
    }
}
