using Byob.Web.Hosting;
using Byob.Web.Jobs;
using Byob.Web.Party;
using Byob.Web.Storage;
using Byob.Worker;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Byob.Web.Workers.BuiltIn;

/// <summary>
/// Hosts a worker's engine inside the master, so that a party of one counts too. It dials in over loopback like any other worker; only the
/// bytes it reads from the disk.
/// </summary>
public sealed partial class BuiltInWorker(
    IServer server,
    IHostApplicationLifetime lifetime,
    PartyCertificate certificate,
    IBuiltInEnrolment enrolment,
    Coordinator coordinator,
    FileRangeSource source,
    DataFolder folder,
    IOptions<BuiltInWorkerOptions> options,
    TimeProvider time,
    ILoggerFactory loggers,
    ILogger<BuiltInWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.BuiltIn)
            return;

        // The server listens, and jobs are loaded, before there is anything to join.
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(() => listening.TrySetResult());
        await listening.Task.WaitAsync(stoppingToken);
        await coordinator.Loaded.WaitAsync(stoppingToken);

        if (LoopbackAddress.Of(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], certificate.Served is not null) is not { } master)
        {
            LogNoAddress();
            return;
        }

        var identity = await enrolment.EnrolBuiltInAsync(Environment.MachineName, stoppingToken);
        var engine = new WorkerEngine(
            new WorkerEngineOptions
            {
                Master = master,
                Fingerprint = master.Scheme == Uri.UriSchemeHttps ? certificate.Served : null,
                Token = _ => ValueTask.FromResult<string?>(identity.Token),
                SpoolFolder = Path.Combine(folder.Temporary, "built-in-worker"),
                WorkerName = identity.Name,
                WordMemoryBytes = (long)options.Value.MemoryMiB << 20,
                Capacity = WorkerEngineOptions.CapacityFor(options.Value.Slots),
                // A master that starts has other work for its cores, and its worker is near enough to be measured by its first chunk.
                MeasureAtStart = false,
            },
            source,
            time,
            loggers);
        var end = await engine.RunAsync(stoppingToken);
        LogEnded(end.Sentence);
    }

    [LoggerMessage(5010, LogLevel.Warning, "The built-in worker does not count: the master listens on no plain http address. Add one, for example --urls \"https://*:5151;http://127.0.0.1:5150\"")]
    private partial void LogNoAddress();

    [LoggerMessage(5011, LogLevel.Information, "The built-in worker has stopped: {Sentence}")]
    private partial void LogEnded(string sentence);
}
