using Byob.Worker.Counting;
using Byob.Worker.Settings;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Commands;

/// <summary>Runs an engine for the command line: shows what it does, and stops it when the process is asked to stop.</summary>
internal static class WorkerConsole
{
    public static async Task<int> RunAsync(
        StateFolder folder, WorkerSettings settings, string token, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        // What people are to see comes as news; the log is for what should not happen.
        using var loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore", LogLevel.None)
            .AddSimpleConsole(console => console.SingleLine = true));
        var options = new WorkerEngineOptions
        {
            Master = settings.Master,
            Token = _ => ValueTask.FromResult<string?>(token),
            SpoolFolder = folder.SpoolPath,
            WorkerName = settings.Machine,
            Capacity = settings.Capacity,
            WordMemoryBytes = settings.WordMemoryBytes,
        };
        using var fromMaster = new HttpRangeSource(options.Master, options.Token);
        using var source = new UrlRangeSource(fromMaster, options.Master, options.Token, time);
        var engine = new WorkerEngine(options, source, time, loggers);
        await using var view = new ConsoleView(engine, terminal, time);
        using var over = new CancellationTokenSource();
        var watch = new SettingsWatch(folder.SettingsPath, settings, capacity => engine.ChangeCapacityAsync(capacity, "Its owner changed worker.json."), view.Say, time);
        var watching = watch.RunAsync(over.Token);
        var end = await engine.RunAsync(cancellationToken);
        await over.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Of(end.Kind);
    }
}
