using Byob.Shared.Hubs;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Connection;

/// <summary>Tells the master over a line whenever the owner's wish is another than what the master was told last.</summary>
internal sealed partial class CapacityTeller(CapacityWish wish, TimeProvider time, ILogger<CapacityTeller> logger)
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    /// <summary>Tells until cancelled; does not fault.</summary>
    /// <param name="joined">What the worker joined with over this line.</param>
    public async Task TellAsync(PartyLine line, WorkerCapacity joined, CancellationToken cancellationToken)
    {
        var backOff = new BackOff(s_firstWait, s_longestWait, Random.Shared);
        var told = new CapacityWish.Wish(joined, null, null);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var (now, changed) = wish.Watch();
                if (now != told)
                {
                    await line.ChangeCapacityAsync(now.Capacity, now.Reason, now.Until - time.GetUtcNow(), cancellationToken);
                    told = now;
                }

                backOff.Reset();
                await changed.WaitAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                TellingFailed(e);
                await Task.Delay(backOff.Next(), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
            catch (OperationCanceledException)
            {
                // The line is over; the next one is told anew.
                return;
            }
        }
    }

    [LoggerMessage(7003, LogLevel.Information, "The master could not be told how much this worker takes; it is told again")]
    private partial void TellingFailed(Exception e);
}
