using System.Security.Cryptography;
using Byob.Shared.Chunks;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Party;
using Byob.Web.Results;
using Byob.Web.Storage;
using Byob.Web.Workers;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Jobs;

/// <summary>Finds everything again at a start: unfinished jobs with what of them is done, and nothing of jobs that ended.</summary>
public sealed partial class MasterStateLoader(
    PartyStore store,
    PartialInbox inbox,
    IPartyIdentity party,
    FileCutAligner aligner,
    NoticeBoard notices,
    SchedulerOptions schedulerOptions,
    WorkersOptions workersOptions,
    TimeProvider time,
    ILogger<MasterStateLoader> logger)
{
    public async Task<MasterState> LoadAsync(CancellationToken cancellationToken)
    {
        var state = new MasterState(new PartyScheduler(party.Term, schedulerOptions, aligner, percent => RandomNumberGenerator.GetInt32(100) < percent), new WorkerRoster(workersOptions), time);
        await using var context = await store.ReadAsync(cancellationToken);
        foreach (var worker in await context.Workers.AsNoTracking().Where(worker => worker.RevokedAt == null).ToListAsync(cancellationToken))
        {
            var memory = new ReputationMemory(worker.Strikes, worker.FailuresInARow, worker.GoodChecks, worker.SetAside);
            state.KeepReputation(new WorkerId(worker.Id), memory);
            state.Scheduler.RecallReputation(new WorkerId(worker.Id), memory);
            var order = worker.OrderKind is { } kind ? new StandingOrder(kind, worker.OrderUntil, worker.OrderBy ?? "") : null;
            state.Roster.Account(new WorkerId(worker.Id)).Recall(order, worker.ChunksAccepted, worker.ChunksFailed, worker.BytesCounted);
        }

        HistorySteps.ForgetRemoved(state);
        var records = await context.Jobs.AsNoTracking()
            .Where(job => job.State != JobState.Done && job.State != JobState.Cancelled)
            .OrderBy(job => job.Number)
            .ToListAsync(cancellationToken);
        foreach (var record in records)
            await LoadAsync(context, state, record, cancellationToken);
        inbox.DeleteAllBut(records.ConvertAll(record => new JobId(record.Id)));
        return state;
    }

    private async Task LoadAsync(PartyDbContext context, MasterState state, JobRecord record, CancellationToken cancellationToken)
    {
        var id = new JobId(record.Id);
        var job = new LiveJob(record, new JobLedger(id, record.DatasetLength));
        foreach (var chunk in await context.DoneChunks.AsNoTracking().Where(chunk => chunk.JobId == record.Id).OrderBy(chunk => chunk.DoneAt).ToListAsync(cancellationToken))
            Restore(state, job, chunk);
        await foreach (var failure in context.ChunkFailures.AsNoTracking()
                           .Where(failure => failure.JobId == record.Id)
                           .OrderBy(failure => failure.At)
                           .AsAsyncEnumerable()
                           .WithCancellation(cancellationToken))
        {
            Restore(state, job, failure);
        }

        // What was leased is free again, and a merge that was under way begins anew.
        if (record.State is JobState.Running or JobState.Finishing)
            record.State = JobState.Queued;
        state.AddJob(job, runnable: record.State == JobState.Queued);
        if (aligner.Open(id, new DatasetId(record.DatasetId)) is { } problem && record.State == JobState.Queued && !job.Ledger.Finished)
            JobSteps.Park(state, job, problem, notices);
        LogJob(record.Number, job.Ledger.DoneBytes, job.Ledger.Length);
    }

    private void Restore(MasterState state, LiveJob job, DoneChunk chunk)
    {
        if (!inbox.Exists(job.Id, chunk.PartialSha256))
        {
            LogPartialGone(job.Record.Number, chunk.Start, chunk.End);
            state.Journal.Add(context => context.DoneChunks.Where(row => row.JobId == chunk.JobId && row.Start == chunk.Start).ExecuteDeleteAsync());
            return;
        }

        var worker = new WorkerId(chunk.WorkerId);
        job.Ledger.Restore(new ByteRange(chunk.Start, chunk.End), new Tally(default, worker, chunk.Attempt, chunk.PartialSha256), chunk.Check);
        job.Accept(chunk);
        job.Remember(new AttemptView(
            new ByteRange(chunk.Start, chunk.End), chunk.Attempt, worker, chunk.WorkerName, state.Face(worker).Colour, nameof(LeaseEnd.Accepted), null, chunk.DoneAt, chunk.DoneAt - chunk.LeasedAt));
    }

    private static void Restore(MasterState state, LiveJob job, ChunkFailure failure)
    {
        var worker = new WorkerId(failure.WorkerId);
        job.Discard(new ProofDiscard(failure.Start, failure.End, failure.WorkerId, failure.WorkerName, failure.Attempt, failure.Outcome, failure.Reason, failure.At, failure.CountedBytes));
        job.Remember(new AttemptView(
            new ByteRange(failure.Start, failure.End), failure.Attempt, worker, failure.WorkerName, state.Face(worker).Colour, failure.Outcome, failure.Reason, failure.At, TimeSpan.Zero));
    }

    [LoggerMessage(3004, LogLevel.Information, "Job {Number} goes on: {Done} of {Length} bytes are done")]
    private partial void LogJob(int number, long done, long length);

    [LoggerMessage(3005, LogLevel.Warning, "Job {Number}: the partial of bytes {Start} to {End} is gone from the disk; they will be counted again")]
    private partial void LogPartialGone(int number, long start, long end);
}
