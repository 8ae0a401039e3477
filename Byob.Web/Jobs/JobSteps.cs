using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Ledger;
using Byob.Web.Results;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Jobs;

/// <summary>Steps of a job's life that several parts of the master take. Each runs on the coordinator's thread.</summary>
public static class JobSteps
{
    /// <summary>A lease's partial is stored: if the lease still lives, it counts, and the effects of that say for what.</summary>
    public static SettleVerdict Settle(MasterState state, WorkerId worker, LeaseToken token, StoredPartial stored)
    {
        if (state.Scheduler.FindLease(token) is { } lease && lease.Worker == worker && state.FindJob(lease.Job) is { } job)
        {
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
            job.Offer(token, chunk, stored);
        }

        var verdict = state.Scheduler.Settle(worker, token, stored.Sha256, state.Now);
        if (verdict.Outcome != SubmissionOutcome.Accepted)
            DiscardSteps.NoteRefused(state, worker, token, verdict);
        return verdict;
    }

    /// <summary>The partial of a done chunk is broken or gone: its bytes are free again.</summary>
    /// <returns>False when the job or the chunk is no longer there.</returns>
    public static bool CountAgain(MasterState state, JobId id, DoneChunk chunk)
    {
        if (state.FindJob(id) is not { } job || !job.Done.Contains(chunk))
            return false;

        state.Scheduler.UndoRange(id, new ByteRange(chunk.Start, chunk.End), state.Now);
        RangeSteps.Undo(state, job, chunk, "Broken", "The stored partial is broken; the bytes are counted again.");
        return true;
    }

    /// <summary>The result is stored: the job is done, its rows are folded into the proof file, and its submitter is told.</summary>
    /// <returns>False when the job is no longer at its end: a partial of it turned out to be broken meanwhile.</returns>
    public static bool Finish(MasterState state, JobId id, BuiltResult built, NoticeBoard notices)
    {
        if (state.FindJob(id) is not { Record.State: JobState.Finishing } job)
            return false;

        job.MergeFraction = 1;
        job.Record.TotalWords = built.TotalWords;
        job.Record.DistinctWords = built.DistinctWords;
        state.End(job, JobState.Done, null);
        DeleteRows(state, id);
        notices.Tell(state, job.Record, $"Job {job.Record.Number} is done: {built.TotalWords:N0} words, {built.DistinctWords:N0} different ones.");
        return true;
    }

    /// <summary>Stops a job until a person looks and resumes it.</summary>
    /// <param name="trouble">The bytes that stopped it, when it was some of them: what went wrong with them is shown.</param>
    public static void Park(MasterState state, LiveJob job, string reason, NoticeBoard notices, ByteRange? trouble = null)
    {
        state.Scheduler.PauseJob(job.Id, reason, state.Now);
        job.Trouble = trouble;
        state.Move(job, JobState.Failed, reason);
        notices.Tell(state, job.Record, $"Job {job.Record.Number} stopped: {reason}");
    }

    /// <summary>Forgets the rows of a job that ended; they are in the proof, or not wanted.</summary>
    public static void DeleteRows(MasterState state, JobId job)
    {
        state.Journal.Add(context => DeleteAsync(context, context.DoneChunks.Where(chunk => chunk.JobId == job.Value)));
        state.Journal.Add(context => DeleteAsync(context, context.ChunkFailures.Where(failure => failure.JobId == job.Value)));
    }

    public static async Task DeleteAsync<T>(PartyDbContext context, IQueryable<T> rows)
    {
        // The rows may have been added in the same batch and not be written yet; and what is deleted must not be remembered.
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
        await rows.ExecuteDeleteAsync();
    }
}
