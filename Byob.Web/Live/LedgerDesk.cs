using Byob.Shared.Chunks;
using Byob.Web.Jobs;
using Byob.Web.Results;

namespace Byob.Web.Live;

/// <summary>Draws the ledgers of jobs, live, just ended or long past. However many pages watch a job, it is drawn once for each snapshot of the party.</summary>
public sealed class LedgerDesk(Coordinator coordinator, PastLedgers past, IResults results, TimeProvider time)
{
    private const int WordsShown = 50;

    /// <summary>Drawings kept; pages seldom look at so many jobs at a time.</summary>
    private const int MostKept = 16;

    /// <summary>Sorting the top words of a rich text costs milliseconds, so they are drawn more seldom than the rest.</summary>
    private static readonly TimeSpan WordsPace = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<JobId, Drawing> _drawings = [];

    /// <param name="version">Of the party's snapshot that the ledger goes with.</param>
    public async Task<LedgerSnapshot?> DrawAsync(JobId job, long version, CancellationToken cancellationToken)
    {
        Drawing drawing;
        lock (_lock)
        {
            if (!_drawings.TryGetValue(job, out var last) || last.IsStale(version))
            {
                if (_drawings.Count >= MostKept)
                    _drawings.Clear();
                var before = last?.Last;
                _drawings[job] = last = new Drawing(version, new Lazy<Task<Drawn?>>(() => AskAsync(job, version, before)));
            }

            drawing = last;
        }

        return (await drawing.Ledger.Value.WaitAsync(cancellationToken))?.Ledger;
    }

    /// <summary>Under nobody's own token: others wait for the same drawing.</summary>
    private async Task<Drawn?> AskAsync(JobId job, long version, Drawn? before)
    {
        var (live, copy, ended) = await coordinator.LookAsync<(LiveJob?, LedgerCopy?, EndedJob?)>(
            state => state.FindJob(job) is { } found ? (found, LedgerCopy.Of(state, found), null) : (null, null, state.FindEnded(job)));
        if (live is not null)
        {
            // The words have a lock of their own, so that sorting them does not hold up decisions.
            var now = time.GetUtcNow();
            var fresh = before is not null && now - before.WordsAt < WordsPace;
            var words = fresh ? before!.Ledger.TopWords : live.TopWords.Top(WordsShown);
            return new Drawn(LedgerViews.Draw(copy!, version) with { TopWords = words, TopWordsExact = live.TopWords.Exact }, fresh ? before!.WordsAt : now, Final: false);
        }

        var last = ended is null ? await past.FindAsync(job, CancellationToken.None) : await LastAsync(ended);
        return last is null ? null : new Drawn(last with { Version = version }, time.GetUtcNow(), Final: true);
    }

    private async Task<LedgerSnapshot> LastAsync(EndedJob ended)
    {
        var (words, exact) = ended.Words is { } sofar
            ? (sofar.Top(WordsShown), sofar.Exact)
            : (await results.TopAsync(ended.View.ResultName, WordsShown, CancellationToken.None), true);
        return ended.Ledger.Value with { TopWords = words, TopWordsExact = exact };
    }

    /// <param name="Final">The job has ended: the drawing holds for good.</param>
    private sealed record Drawn(LedgerSnapshot Ledger, DateTimeOffset WordsAt, bool Final);

    private sealed record Drawing(long Version, Lazy<Task<Drawn?>> Ledger)
    {
        /// <summary>What came of it, when it is there.</summary>
        public Drawn? Last => Ledger is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } task } ? task.Result : null;

        public bool IsStale(long version) => Last is not { Final: true } && (Version != version || HasFailed);

        private bool HasFailed => Ledger is { IsValueCreated: true, Value: { IsCompleted: true, IsCompletedSuccessfully: false } };
    }
}
