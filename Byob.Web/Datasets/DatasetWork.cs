using Byob.Shared.Chunks;

namespace Byob.Web.Datasets;

/// <summary>Runs the long work on datasets (measuring, making samples) in the background, two at a time, one for each dataset, until the host stops.</summary>
internal sealed class DatasetWork(ILogger<DatasetWork> log) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DatasetId, (CancellationTokenSource Cancel, Task Work)> _running = [];
    private readonly SemaphoreSlim _turns = new(2, 2);
    private bool _stopped;

    /// <summary>Begins the work on a dataset; what the work throws is logged. Nothing when work on it is under way, or the host stops.</summary>
    public void Start(DatasetId id, Func<CancellationToken, Task> work)
    {
        lock (_lock)
        {
            if (_stopped || _running.ContainsKey(id))
                return;
            var cancel = new CancellationTokenSource();
            _running[id] = (cancel, Task.Run(() => RunAsync(id, work, cancel), CancellationToken.None));
        }
    }

    /// <summary>Ends the work on a dataset and returns when it has ended.</summary>
    public async Task CancelAsync(DatasetId id)
    {
        Task work;
        lock (_lock)
        {
            if (!_running.TryGetValue(id, out var running))
                return;
            running.Cancel.Cancel();
            work = running.Work;
        }

        await work;
    }

    /// <summary>Ends all work and takes no more.</summary>
    public async Task StopAsync()
    {
        Task[] work;
        lock (_lock)
        {
            _stopped = true;
            foreach (var (cancel, _) in _running.Values)
                cancel.Cancel();
            work = [.. _running.Values.Select(running => running.Work)];
        }

        await Task.WhenAll(work);
    }

    public void Dispose() => _turns.Dispose();

    private async Task RunAsync(DatasetId id, Func<CancellationToken, Task> work, CancellationTokenSource cancel)
    {
        try
        {
            await _turns.WaitAsync(cancel.Token);
            try
            {
                await work(cancel.Token);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            log.WorkCancelled(id);
        }
#pragma warning disable CA1031 // nobody awaits the work: what it throws is told here or nowhere
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.WorkFailed(fault, id);
        }
        finally
        {
            lock (_lock)
                _running.Remove(id);
            cancel.Dispose();
        }
    }
}
