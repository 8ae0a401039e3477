namespace Byob.Web.Datasets;

/// <summary>
/// The feature's life in the host: the datasets are in order before anything else starts (other features open them), old uploads are removed
/// while it runs, and its work has ended when the host stops.
/// </summary>
internal sealed class DatasetKeeper(DatasetRecovery recovery, Uploads uploads, DatasetWork work, TimeProvider time, ILogger<DatasetKeeper> log)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan ExpireEvery = TimeSpan.FromMinutes(30);

    public Task StartingAsync(CancellationToken cancellationToken) => recovery.RunAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => work.StopAsync().WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await uploads.ExpireAsync(stoppingToken);
                await Task.Delay(ExpireEvery, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // an exception must not silently end the loop
            catch (Exception fault)
#pragma warning restore CA1031
            {
                log.ExpiryFailed(fault, ExpireEvery);
                await Task.Delay(ExpireEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
