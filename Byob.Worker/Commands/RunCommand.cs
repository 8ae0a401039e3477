using System.CommandLine;
using Byob.Worker.Limits;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary><c>byob run</c>: goes on with the party that this machine has joined.</summary>
internal static class RunCommand
{
    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var limits = new LimitOptions();
        var command = new Command("run", "Goes on with the party that this machine has joined.") { limits.Preset, limits.Slots };
        command.SetAction((parsed, cancellationToken) =>
            ByobCommand.GuardAsync(terminal, () => RunAsync(parsed.GetValue(state), limits.Read(parsed), terminal, time, cancellationToken)));
        return command;
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
