using System.CommandLine;
using System.Text.Json;
using Byob.Worker.Autostart;
using Byob.Worker.Control;
using Byob.Worker.Limits;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary><c>byob service …</c>: lets the system start the worker by itself, and undoes that.</summary>
internal sealed class ServiceCommand
{
    private readonly AutostartHost _host;
    private readonly StateFolder _folder;
    private readonly bool _machine;
    private readonly Terminal _terminal;
    private readonly TimeProvider _time;

    private ServiceCommand(AutostartHost host, bool machine, string? state, Terminal terminal, TimeProvider time)
    {
        (_host, _machine, _terminal, _time) = (host, machine, terminal, time);
        _folder = StateFolder.Find(machine ? host.Machine.StateFolder : state);
        if (machine && state is not null && StateFolder.Find(state).ToString() != _folder.ToString())
            throw new WorkerFaultException($"A service of the machine keeps what it knows in {_folder}; leave --state out.", needsHuman: true);
        if (machine && !host.IsPrivileged)
            throw new WorkerFaultException($"You may not change this machine's services. {Elevation.Hint}", needsHuman: true);
    }

    /// <param name="host">Null: the machine of this process.</param>
    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time, AutostartHost? host = null)
    {
        var machine = new Option<bool>("--system") { Description = "One service for the whole machine, under a user of its own (needs its administrator); else one of yours alone.", Recursive = true };
        var json = new Option<bool>("--json") { Description = "Print one JSON document for scripts." };
        Command Verb(string name, string description, Func<ServiceCommand, ParseResult, CancellationToken, Task<int>> run)
        {
            var verb = new Command(name, description);
            verb.SetAction((parsed, cancellationToken) => ByobCommand.GuardAsync(terminal, () =>
                run(new ServiceCommand(host ?? AutostartHost.OfProcess(time), parsed.GetValue(machine), parsed.GetValue(state), terminal, time), parsed, cancellationToken)));
            return verb;
        }

        var status = Verb("status", "Says whether the service is there, runs, and is up to date.", (service, parsed, cancellationToken) => service.StatusAsync(parsed.GetValue(json), cancellationToken));
        status.Add(json);
        return new Command("service", "Lets this machine start the worker by itself, so that it comes back after a reboot.")
        {
            machine,
            Verb("install", "Installs the service and starts it; again after a change of the limits.", (service, _, cancellationToken) => service.InstallAsync(cancellationToken)),
            Verb("uninstall", "Stops the service and takes it away, with all that installing brought.", (service, _, cancellationToken) => service.UninstallAsync(cancellationToken)),
            Verb("start", "Starts the service.", (service, _, cancellationToken) => service.StartAsync(cancellationToken)),
            Verb("stop", "Stops the service until it is started, or the machine is.", (service, _, cancellationToken) => service.StopAsync(cancellationToken)),
            status,
        };
    }

    /// <summary>Takes the user's own service away if there is one.</summary>
    internal static async Task RemoveIfThereAsync(string? state, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        var service = new ServiceCommand(AutostartHost.OfProcess(time), machine: false, state, terminal, time);
        if ((await service.Autostart().StatusAsync(cancellationToken)).Installed)
            await service.UninstallAsync(cancellationToken);
    }

    private async Task<int> InstallAsync(CancellationToken cancellationToken)
    {
        if (_folder.ReadToken() is null || SettingsFile.Read(_folder.SettingsPath) is not { } settings)
        {
            throw _machine
                ? new WorkerFaultException($"The machine's worker has not joined a party yet. Join one with: byob join http://HOST:PORT --name YOUR_NAME --state \"{_folder}\"; when it is in the party, end it with Ctrl+C, and install the service again.", needsHuman: true)
                : WorkerFaultException.NotJoined;
        }

        var autostart = Autostart(settings.Limits);
        if (!autostart.StopsPolitely || !(await autostart.StatusAsync(cancellationToken)).Running)
            await StopByHandAsync("The worker that ran here was stopped: the service goes on in its place.", cancellationToken);
        foreach (var line in await autostart.InstallAsync(cancellationToken))
            await _terminal.Out.WriteLineAsync(line);
        await _terminal.Out.WriteLineAsync($"To see it: byob service status{Scope}, byob status{State}. To undo this: byob service uninstall{Scope}.");
        return ExitCode.Stopped;
    }

    private async Task<int> UninstallAsync(CancellationToken cancellationToken)
    {
        var autostart = Autostart();
        if (!autostart.StopsPolitely && (await autostart.StatusAsync(cancellationToken)).Installed)
            await StopByHandAsync(null, cancellationToken);
        await _terminal.Out.WriteLineAsync(await autostart.UninstallAsync(cancellationToken)
            ? $"The service is gone. This machine is still one of the party's; byob leave{State} ends that too."
            : "There is no service here; nothing was changed.");
        return ExitCode.Stopped;
    }

    private async Task<int> StartAsync(CancellationToken cancellationToken)
    {
        var autostart = Autostart();
        await RequireAsync(autostart, cancellationToken);
        await autostart.StartAsync(cancellationToken);
        await _terminal.Out.WriteLineAsync("The service runs.");
        return ExitCode.Stopped;
    }

    private async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        var autostart = Autostart();
        await RequireAsync(autostart, cancellationToken);
        if (!autostart.StopsPolitely)
            await StopByHandAsync(null, cancellationToken);
        await autostart.StopAsync(cancellationToken);
        await _terminal.Out.WriteLineAsync($"The service is stopped, until byob service start{Scope} or the next start of the machine.");
        return ExitCode.Stopped;
    }

    private async Task<int> StatusAsync(bool json, CancellationToken cancellationToken)
    {
        var autostart = Autostart();
        var status = await autostart.StatusAsync(cancellationToken);
        if (!autostart.StopsPolitely && status.Installed)
        {
            using var worker = await ControlClient.ConnectAsync(_folder.ControlPath, _time, cancellationToken);
            status = status with { Running = worker is not null };
        }

        await _terminal.Out.WriteLineAsync(json ? JsonSerializer.Serialize(status, ControlJson.ForScripts) : ServiceLines.Of(status, Scope));
        return status.Running ? ExitCode.Stopped : ExitCode.NotRunning;
    }

    private string Scope => _machine ? " --system" : "";

    private string State => _machine ? $" --state \"{_folder}\"" : "";

    /// <summary>What is not installed yet needs no settings that make sense.</summary>
    private IAutostart Autostart(WrittenLimits? limits = null) =>
        _host.Autostart(_machine, _folder.ToString(), LimitsInForce.Of(limits ?? Written() ?? new WrittenLimits(), null, _host.Cores, _host.MemoryBytes));

    private WrittenLimits? Written()
    {
        try
        {
            return SettingsFile.Read(_folder.SettingsPath)?.Limits;
        }
        catch (WorkerFaultException)
        {
            // Start, stop and uninstall have to work all the same; the worker says itself what is wrong with the file.
            return null;
        }
    }

    private static async Task RequireAsync(IAutostart autostart, CancellationToken cancellationToken)
    {
        if (!(await autostart.StatusAsync(cancellationToken)).Installed)
            throw new WorkerFaultException("There is no service here yet. Install it with: byob service install (or, for the whole machine, with --system)", needsHuman: true);
    }

    /// <summary>Two workers cannot share a state folder: one that was started by hand makes room.</summary>
    private async Task StopByHandAsync(string? say, CancellationToken cancellationToken)
    {
        if (!await RunningWorker.AskToStopAsync(_folder, _time, cancellationToken))
            return;
        using var gone = await RunningWorker.WaitUntilGoneAsync(_folder, _time, cancellationToken);
        if (say is not null)
            await _terminal.Out.WriteLineAsync(say);
    }
}
