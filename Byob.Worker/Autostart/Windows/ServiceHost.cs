using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Autostart.Windows;

/// <summary>
/// Runs the worker as the service manager of Windows wants it: says that it has started, stops when it is told to, says that it has stopped. Elsewhere the
/// host does nothing but run it.
/// </summary>
internal static class ServiceHost
{
    /// <summary>The worker needs this long at most to give back what it counts.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <param name="run">The worker, until it is told to stop or ends by itself.</param>
    /// <returns>The worker's exit code.</returns>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddWindowsService(service => service.ServiceName = ScCommands.Name);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_patience);
        builder.Services.AddSingleton(services => new Worker(run, services.GetRequiredService<IHostApplicationLifetime>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<Worker>());
        using var host = builder.Build();
        var worker = host.Services.GetRequiredService<Worker>();
        await host.RunAsync(cancellationToken);
        return await worker.Ended;
    }

    private sealed class Worker(Func<CancellationToken, Task<int>> run, IHostApplicationLifetime lifetime) : BackgroundService
    {
        private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<int> Ended => _ended.Task;

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            try
            {
                _ended.SetResult(await run(stoppingToken));
            }
            catch (Exception e)
            {
                _ended.SetException(e);
                throw;
            }
            finally
            {
                lifetime.StopApplication();
            }
        }
    }
}
