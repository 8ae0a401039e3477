using Byob.Shared.Chunks;

namespace Byob.Web.Live;

/// <summary>Where pages get what is live. Snapshots are conflated: a slow page sees fewer of them, never old ones.</summary>
public interface ILiveParty
{
    PartySnapshot Current { get; }

    /// <summary>The current snapshot at once, then newer ones, at most five a second; ends with <paramref name="cancellationToken"/>.</summary>
    IAsyncEnumerable<PartySnapshot> WatchAsync(CancellationToken cancellationToken);

    /// <summary>The ledger of one job, live or from its proof; null when there is none. Cheap enough to ask for on each party snapshot.</summary>
    ValueTask<LedgerSnapshot?> LedgerAsync(JobId job, CancellationToken cancellationToken);
}
