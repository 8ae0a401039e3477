using Byob.Benchmarks.Hub;

namespace Byob.Benchmarks.Limits;

/// <summary>Sees to it that a party always has something to count.</summary>
internal sealed class JobPump : IAsyncDisposable
{
    private const int Ahead = 2;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pumping;

    public JobPump(MasterUnderTest master, Guid dataset) => _pumping = PumpAsync(master, dataset);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pumping;
        _stop.Dispose();
    }

    private async Task PumpAsync(MasterUnderTest master, Guid dataset)
    {
        var open = new List<int>();
        while (!_stop.IsCancellationRequested)
        {
            foreach (var job in open.ToList())
            {
                if ((await master.StatusAsync(job)).State is "Done" or "Failed" or "Cancelled")
                    open.Remove(job);
            }

            while (open.Count < Ahead)
                open.Add(await master.SubmitAsync(dataset));
            await Task.Delay(s_poll, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
