using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Results;
using Byob.Web.Storage;

namespace Byob.Web.Live;

/// <summary>Ledgers of jobs that ended under an earlier run of the master, read from the proofs stored with their results.</summary>
public sealed class PastLedgers(PartyStore store, ResultFiles files, IResults results)
{
    private const int Colours = 12;
    private const int WordsShown = 50;
    private const int AttemptsShown = 200;

    /// <summary>Null when the job has no stored proof.</summary>
    public async Task<LedgerSnapshot?> FindAsync(JobId job, CancellationToken cancellationToken)
    {
        await using var context = await store.ReadAsync(cancellationToken);
        if (await context.Jobs.FindAsync([job.Value], cancellationToken) is not { State: JobState.Done } record
            || await files.ReadProofAsync(record.ResultName, cancellationToken) is not { } proof)
        {
            return null;
        }

        var words = await results.TopAsync(record.ResultName, WordsShown, cancellationToken);
        return Draw(job, proof, words);
    }

    private static LedgerSnapshot Draw(JobId job, ResultProof proof, ImmutableArray<WordCount> words)
    {
        var colours = proof.Ranges.Select(range => range.WorkerId).Distinct().Select((worker, index) => (worker, index % Colours)).ToDictionary();
        var accepted = proof.Ranges.Select(range => new AttemptView(
            new ByteRange(range.Start, range.End),
            range.Attempt,
            new WorkerId(range.WorkerId),
            range.WorkerName,
            colours[range.WorkerId],
            nameof(Ledger.LeaseEnd.Accepted),
            null,
            range.DoneAt,
            range.DoneAt - range.LeasedAt));
        var discarded = proof.Discards.Select(discard => new AttemptView(
            new ByteRange(discard.Start, discard.End),
            discard.Attempt,
            new WorkerId(discard.WorkerId),
            discard.WorkerName,
            colours.GetValueOrDefault(discard.WorkerId),
            discard.Outcome,
            discard.Reason,
            discard.At,
            TimeSpan.Zero));
        return new LedgerSnapshot(
            job,
            Version: 0,
            proof.Cover.DatasetBytes,
            LedgerViews.Mark(
                [.. proof.Ranges.Select(range => new LedgerSegment(
                    new ByteRange(range.Start, range.End),
                    SegmentState.Done,
                    new WorkerId(range.WorkerId),
                    range.WorkerName,
                    colours[range.WorkerId],
                    range.Attempt,
                    range.End - range.Start)
                {
                    BytesRead = range.End - range.Start,
                    Took = range.DoneAt - range.LeasedAt,
                    Check = range.VerifiedById is null ? SegmentCheck.None : SegmentCheck.Verified,
                    Beside = range.VerifiedByName,
                })],
                proof.Discards.Select(discard => new ByteRange(discard.Start, discard.End))),
            proof.Cover,
            [.. accepted.Concat(discarded).OrderByDescending(attempt => attempt.At).Take(AttemptsShown)],
            words,
            TopWordsExact: true);
    }
}
