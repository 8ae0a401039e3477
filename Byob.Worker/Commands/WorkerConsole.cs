using Byob.Worker.Autostart.Systemd;
using Byob.Worker.Control;
using Byob.Worker.Counting;
using Byob.Worker.Limits;
using Byob.Worker.Limits.Machine;
using Byob.Worker.Settings;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Commands;

/// <summary>Runs an engine for the command line: shows what it does, and stops it when the process is asked to stop.</summary>
internal static class WorkerConsole
{
    public static async Task<int> RunAsync(
        StateFolder folder, WorkerSettings settings, WrittenLimits started, string token, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        // What people are to see comes as news; the log is for what should not happen.
        using var loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore", LogLevel.None)
            .AddSimpleConsole(console => console.SingleLine = true));
        var limits = LimitsInForce.Of(settings.Limits, started);
        var throttle = new WorkerThrottle(time);
        var senses = MachineSenses.OfThisMachine(time);
        var options = new WorkerEngineOptions
        {
            Master = settings.Master,
            Fingerprint = settings.Fingerprint,
            Token = _ => ValueTask.FromResult<string?>(token),
            SpoolFolder = folder.SpoolPath,
            WorkerName = settings.Machine,
            Capacity = limits.Capacity,
            WordMemoryBytes = limits.WordMemoryBytes,
            Limits = limits.ToParty(),
            Throttle = throttle,
            Celsius = senses.Celsius,
        };
        using var fromMaster = new HttpRangeSource(options.Master, options.Token, throttle.Down, options.Fingerprint);
        using var source = new UrlRangeSource(fromMaster, options.Master, options.Token, time, pace: throttle.Down, fingerprint: options.Fingerprint);
        var engine = new WorkerEngine(options, source, time, loggers);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var view = new ConsoleView(engine, terminal, time);
        var control = new WorkerControl(engine, folder, settings.Master, stop.Cancel, time);
        control.TakeWish();
        using var over = new CancellationTokenSource();
        var keeper = new OwnerLimits(engine, throttle, limits, folder.SpoolPath, senses, ProcessFence.OfThisSystem(), time, loggers);
        view.Say(LimitLines.InForce(limits, folder.SettingsPath));
        foreach (var note in keeper.Notes)
            view.Say(note);
        keeper.Look();
        var watch = new SettingsWatch(folder.SettingsPath, settings, written => keeper.ChangeAsync(LimitsInForce.Of(written, started)), view.Say, time);
        var watching = watch.RunAsync(over.Token);
        var keeping = keeper.RunAsync(over.Token);
        var serving = new ControlServer(folder.ControlPath, control.AnswerAsync, view.Say, time).RunAsync(over.Token);
        await using var systemd = new SystemdVoice(engine, new SystemdNotifier(), time, stop.Token);
        var end = await engine.RunAsync(stop.Token);
        await over.CancelAsync();
        await serving;
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Of(end.Kind);
    }
}
