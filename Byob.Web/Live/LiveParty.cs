using System.Runtime.CompilerServices;
using Byob.Shared.Chunks;

namespace Byob.Web.Live;

/// <summary>Serves snapshots to pages, each no faster than it may draw.</summary>
public sealed class LiveParty(SnapshotPublisher publisher, LedgerDesk ledgers, TimeProvider time) : ILiveParty
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    public PartySnapshot Current => publisher.Current;

    public async IAsyncEnumerable<PartySnapshot> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var snapshot = publisher.Current;
            yield return snapshot;
            await Task.Delay(Pace, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await publisher.NewerThanAsync(snapshot, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask<LedgerSnapshot?> LedgerAsync(JobId job, CancellationToken cancellationToken) =>
        await ledgers.DrawAsync(job, publisher.Current.Version, cancellationToken);
}
