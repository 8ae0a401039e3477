using Microsoft.Extensions.Logging;

namespace Byob.Worker.Connection;

/// <summary>Tells the master over a line whenever a wish of the owner is another than what the master was told last.</summary>
internal sealed partial class WishTeller(TimeProvider time, ILogger<WishTeller> logger)
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    /// <summary>Tells until cancelled; does not fault.</summary>
    /// <param name="told">What the worker joined with over this line.</param>
    /// <param name="watch">The wish in force, and a task that completes when there is a newer one.</param>
    /// <param name="what">What it is about, for the log.</param>
    public async Task TellAsync<T>(T told, Func<(T Now, Task Changed)> watch, Func<T, Task> tell, string what, CancellationToken cancellationToken)
    {
        var backOff = new BackOff(s_firstWait, s_longestWait, Random.Shared);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var (now, changed) = watch();
                if (!EqualityComparer<T>.Default.Equals(now, told))
                {
                    await tell(now);
                    told = now;
                }

                backOff.Reset();
                await changed.WaitAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                TellingFailed(e, what);
                await Task.Delay(backOff.Next(), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
            catch (OperationCanceledException)
            {
                // The line is over; the next one is told anew.
                return;
            }
        }
    }

    [LoggerMessage(7003, LogLevel.Information, "The master could not be told {What}; it is told again")]
    private partial void TellingFailed(Exception e, string what);
}
