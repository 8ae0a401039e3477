using Byob.Shared.Chunks;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Results;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Jobs;

/// <summary>Steps of a job's life that several parts of the master take. Each runs on the coordinator's thread.</summary>
public static class JobSteps
{
    /// <summary>A lease's partial is stored: if the lease still lives, its bytes are done, and the journal says so.</summary>
    public static SettleVerdict Settle(MasterState state, WorkerId worker, LeaseToken token, StoredPartial stored)
    {
        var verdict = state.Scheduler.Settle(worker, token);
        if (verdict.Lease is not { } lease || state.FindJob(lease.Job) is not { } job)
            return verdict;

        var chunk = new DoneChunk
        {
            JobId = lease.Job.Value,
            Start = lease.Range.Start,
            End = lease.Range.End,
            PartialSha256 = stored.Sha256,
            PartialLength = stored.Length,
            WorkerId = worker.Value,
            WorkerName = state.Face(worker).Name,
            Attempt = lease.Attempt,
            Words = stored.TotalWords,
            DistinctWords = stored.DistinctWords,
            LeasedAt = lease.GrantedAt,
            DoneAt = state.Now,
        };
        job.Accept(chunk);
        job.TopWords.Add(stored);
        state.Journal.Add(context =>
        {
            context.DoneChunks.Add(chunk);
            return Task.CompletedTask;
        });
        return verdict;
    }

    /// <summary>The partial of a done chunk is broken or gone: its bytes are free again.</summary>
    /// <returns>False when the job or the chunk is no longer there.</returns>
    public static bool CountAgain(MasterState state, JobId id, DoneChunk chunk)
    {
        if (state.FindJob(id) is not { Ended: false } job || !job.Done.Contains(chunk))
            return false;

        var range = new ByteRange(chunk.Start, chunk.End);
        state.Scheduler.UndoRange(id, range);
        job.Undo(chunk);
        const string outcome = "Broken";
        const string reason = "The stored partial is broken; the bytes are counted again.";
        var worker = new WorkerId(chunk.WorkerId);
        job.Discard(new ProofDiscard(chunk.Start, chunk.End, chunk.WorkerId, chunk.WorkerName, chunk.Attempt, outcome, reason, state.Now));
        job.Remember(new AttemptView(range, chunk.Attempt, worker, chunk.WorkerName, state.Face(worker).Colour, outcome, reason, state.Now, TimeSpan.Zero));
        state.Journal.Add(context => DeleteAsync(context, context.DoneChunks.Where(row => row.JobId == chunk.JobId && row.Start == chunk.Start)));
        return true;
    }

    /// <summary>The result is stored: the job is done, its rows are folded into the proof file, and its submitter is told.</summary>
    public static void Finish(MasterState state, LiveJob job, long totalWords, long distinctWords, NoticeBoard notices)
    {
        job.MergeFraction = 1;
        job.LastLedger = LedgerViews.Of(state, job, version: 0);
        job.Record.TotalWords = totalWords;
        job.Record.DistinctWords = distinctWords;
        state.Move(job, JobState.Done, null);
        state.Scheduler.RemoveJob(job.Id, "The job is done.");
        DeleteRows(state, job.Id);
        notices.Tell(state, job.Record, $"Job {job.Record.Number} is done: {totalWords:N0} words, {distinctWords:N0} different ones.");
    }

    /// <summary>Forgets the rows of a job that ended; they are in the proof, or not wanted.</summary>
    public static void DeleteRows(MasterState state, JobId job)
    {
        state.Journal.Add(context => DeleteAsync(context, context.DoneChunks.Where(chunk => chunk.JobId == job.Value)));
        state.Journal.Add(context => DeleteAsync(context, context.ChunkFailures.Where(failure => failure.JobId == job.Value)));
    }

    private static async Task DeleteAsync<T>(PartyDbContext context, IQueryable<T> rows)
    {
        // The rows may have been added in the same batch and not be written yet.
        await context.SaveChangesAsync();
        await rows.ExecuteDeleteAsync();
    }
}
