using System.CommandLine;
using Byob.Worker.Control;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary><c>byob leave</c>: stops the worker, takes its machine out of the party, and forgets token and settings.</summary>
internal static class LeaveCommand
{
    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var command = new Command("leave", "Takes this machine out of the party: stops the worker, ends its token, forgets its settings.");
        command.SetAction((parsed, cancellationToken) => ByobCommand.GuardAsync(terminal, () => RunAsync(parsed.GetValue(state), terminal, time, cancellationToken)));
        return command;
    }

    internal static async Task<int> RunAsync(string? state, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = StateFolder.Find(state);
        if (folder.ReadToken() is not { } token || SettingsFile.Read(folder.SettingsPath) is not { } settings)
            throw WorkerFaultException.NotJoined;

        using var owned = await StopAsync(folder, terminal, time, cancellationToken);
        using var enroller = new Enroller(settings.Master, settings.Fingerprint);
        try
        {
            await enroller.LeaveAsync(token, cancellationToken);
            await terminal.Out.WriteLineAsync($"This machine has left the party at {settings.Master}.");
        }
        catch (WorkerFaultException e)
        {
            await terminal.Error.WriteLineAsync($"{e.Message} The token is forgotten here all the same; the host, or you on the page \"Party\", can remove the machine there.");
        }

        folder.Forget();
        return ExitCode.Stopped;
    }

    private static async Task<IDisposable> StopAsync(StateFolder folder, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await RunningWorker.AskToStopAsync(folder, time, cancellationToken))
            await terminal.Out.WriteLineAsync("Stopping the worker…");
        return await RunningWorker.WaitUntilGoneAsync(folder, time, cancellationToken);
    }
}
