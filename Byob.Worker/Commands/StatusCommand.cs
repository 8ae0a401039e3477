using System.CommandLine;
using System.Text.Json;
using Byob.Worker.Control;
using Byob.Worker.Settings;
using Spectre.Console;

namespace Byob.Worker.Commands;

/// <summary><c>byob status</c>: how the worker of this machine is; on a terminal it follows along until Ctrl+C.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan s_often = TimeSpan.FromMilliseconds(500);

    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document for scripts, and end." };
        var once = new Option<bool>("--once") { Description = "Print how it is now, and end (as it does when nobody watches)." };
        var command = new Command("status", "Shows what the worker of this machine does.") { json, once };
        command.SetAction((parsed, cancellationToken) => ByobCommand.GuardAsync(terminal, () =>
            RunAsync(parsed.GetValue(state), parsed.GetValue(json), parsed.GetValue(once), terminal, time, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string? state, bool json, bool once, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = StateFolder.Find(state);
        using var worker = await ControlClient.ConnectAsync(folder.ControlPath, time, cancellationToken);
        if (worker is null)
            return await NotRunningAsync(folder, json, terminal, time);

        var report = await worker.AskAsync(ControlVerb.Status, cancellationToken);
        if (json)
        {
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(report, ControlJson.ForScripts));
            return ExitCode.Stopped;
        }

        var console = terminal.Rich();
        if (once || !terminal.Rewrites)
        {
            console.Write(StatusView.Of(report, time));
            return ExitCode.Stopped;
        }

        await console.Live(StatusView.Of(report, time)).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(s_often, time);
            try
            {
                while (await timer.WaitForNextTickAsync(cancellationToken))
                    live.UpdateTarget(StatusView.Of(await worker.AskAsync(ControlVerb.Status, cancellationToken), time));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Ctrl+C is how one stops looking.
            }
        });
        return ExitCode.Stopped;
    }

    private static async Task<int> NotRunningAsync(StateFolder folder, bool json, Terminal terminal, TimeProvider time)
    {
        var settings = SettingsFile.Read(folder.SettingsPath);
        if (settings is null || folder.ReadToken() is null)
            throw WorkerFaultException.NotJoined;
        var wish = folder.ReadWish();
        if (json)
        {
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new { running = false, master = settings.Master, wish }, ControlJson.ForScripts));
            return ExitCode.NotRunning;
        }

        await terminal.Out.WriteLineAsync($"The worker does not run. It belongs to the party at {settings.Master}. Start it with: byob run");
        if (wish is not null)
            await terminal.Out.WriteLineAsync($"{wish.Sentence}{(wish.Until is { } until ? $" Until {StatusLines.When(until, time)}." : "")} It starts so.");
        return ExitCode.NotRunning;
    }
}
