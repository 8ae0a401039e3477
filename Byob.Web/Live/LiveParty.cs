using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Byob.Shared.Chunks;
using Byob.Web.Jobs;

namespace Byob.Web.Live;

/// <summary>Serves snapshots to pages. However many pages watch a job, its ledger is drawn once for each snapshot of the party.</summary>
public sealed class LiveParty(SnapshotPublisher publisher, Coordinator coordinator, PastLedgers past, TimeProvider time) : ILiveParty
{
    private const int WordsShown = 50;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    /// <summary>Sorting the top words of a rich text costs milliseconds, so they are drawn more seldom than the rest.</summary>
    private static readonly TimeSpan WordsPace = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<JobId, Drawn> _drawn = new();

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

    public async ValueTask<LedgerSnapshot?> LedgerAsync(JobId job, CancellationToken cancellationToken)
    {
        var version = publisher.Current.Version;
        if (_drawn.TryGetValue(job, out var drawn) && drawn.Ledger.Version == version)
            return drawn.Ledger;

        var (live, ledger) = await coordinator.AskAsync(
            state => state.FindJob(job) is { } found ? (found, found.LastLedger ?? LedgerViews.Of(state, found, version)) : default,
            cancellationToken);
        if (live is null)
        {
            _drawn.TryRemove(job, out _);
            return await past.FindAsync(job, cancellationToken);
        }

        // The words have a lock of their own, so that sorting them does not hold up decisions.
        var now = time.GetUtcNow();
        var fresh = drawn is not null && now - drawn.WordsAt < WordsPace;
        var words = fresh ? drawn!.Ledger.TopWords : live.TopWords.Top(WordsShown);
        drawn = new Drawn(ledger with { TopWords = words, TopWordsExact = live.TopWords.Exact }, fresh ? drawn!.WordsAt : now);
        _drawn[job] = drawn;
        return drawn.Ledger;
    }

    private sealed record Drawn(LedgerSnapshot Ledger, DateTimeOffset WordsAt);
}
