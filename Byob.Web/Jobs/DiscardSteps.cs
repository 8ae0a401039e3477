using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Results;
using Byob.Web.Storage;

namespace Byob.Web.Jobs;

/// <summary>Writes down what was counted and does not count, for the job's page and its proof. Each runs on the coordinator's thread.</summary>
public static class DiscardSteps
{
    /// <summary>A worker that sends old partials without end does not fill the disk: so many of a job are written down, the others only counted.</summary>
    private const int MostRefused = 1000;

    /// <summary>An attempt does not count.</summary>
    public static void Note(MasterState state, LiveJob job, ProofDiscard discard)
    {
        job.Discard(discard);
        var failure = new ChunkFailure
        {
            Id = Guid.CreateVersion7(),
            JobId = job.Id.Value,
            Start = discard.Start,
            End = discard.End,
            WorkerId = discard.WorkerId,
            WorkerName = discard.WorkerName,
            Attempt = discard.Attempt,
            Outcome = discard.Outcome,
            Reason = discard.Reason,
            At = discard.At,
            CountedBytes = discard.CountedBytes,
        };
        state.Journal.Add(context =>
        {
            context.ChunkFailures.Add(failure);
            return Task.CompletedTask;
        });
    }

    /// <summary>A partial came whose lease does not live: late, a second time, for somebody else's lease. It is thrown away, and shown.</summary>
    public static void NoteRefused(MasterState state, WorkerId worker, LeaseToken token, SettleVerdict verdict)
    {
        // The job of a lease of an earlier reign is not known any more.
        if (state.Jobs.FirstOrDefault(job => job.Ledger.Find(token) is not null || job.Ledger.EndOf(token) is not null) is not { } job)
            return;
        if (job.Refused++ >= MostRefused)
            return;

        var range = job.Ledger.Find(token)?.Range ?? job.Ledger.EndOf(token)!.Value.Range;
        var (name, colour) = state.Face(worker);
        var known = job.Attempts.FirstOrDefault(attempt => attempt.Worker == worker && attempt.Range == range);
        var outcome = verdict.Outcome.ToString();
        // Sent twice is not counted twice; and what its attempt was known to have counted when it ended is in the sum already.
        var before = job.Discards.LastOrDefault(discard => discard.WorkerId == worker.Value && discard.Start == range.Start && discard.End == range.End)?.CountedBytes ?? 0;
        var counted = verdict.Outcome == SubmissionOutcome.Duplicate ? 0 : Math.Max(0, range.Length - before);
        job.Remember(new AttemptView(range, known?.Attempt ?? 1, worker, name, colour, outcome, verdict.Sentence, state.Now, TimeSpan.Zero));
        Note(state, job, new ProofDiscard(range.Start, range.End, worker.Value, name, known?.Attempt ?? 1, outcome, verdict.Sentence, state.Now, counted));
    }
}
