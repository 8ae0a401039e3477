using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Results;
using Byob.Web.Storage;

namespace Byob.Web.Jobs;

/// <summary>Merges counted jobs into their results, one after the other. A partial that turns out broken sends its bytes back to be counted.</summary>
public sealed partial class JobFinisher(
    Coordinator coordinator,
    FinishQueue queue,
    ResultBuilder builder,
    PartialInbox inbox,
    FileCutAligner aligner,
    NoticeBoard notices,
    TimeProvider time,
    ILogger<JobFinisher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var job in queue.TakeAllAsync(stoppingToken))
        {
            try
            {
                await FinishAsync(job, stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogFailed(job, fault);
                await ParkAsync(job, $"The result could not be stored: {fault.Message} Resume the job to try again; nothing is counted twice.", stoppingToken);
            }
        }
    }

    private async Task FinishAsync(JobId id, CancellationToken cancellationToken)
    {
        var (job, request) = await coordinator.AskAsync(
            state => state.FindJob(id) is { Record.State: JobState.Finishing } found ? (found, Request(found, time.GetUtcNow())) : default,
            cancellationToken);
        if (job is null)
            return;

        try
        {
            // Not Progress<T>: only the newest fraction matters, and it needs no synchronisation context.
            var built = await builder.BuildAsync(request, new Fraction(job), cancellationToken);
            if (await coordinator.AskAsync(state => JobSteps.Finish(state, id, built, notices), cancellationToken))
            {
                aligner.Close(id);
                inbox.DeleteJob(id);
            }
        }
        catch (BrokenPartialsException broken)
        {
            LogBroken(job.Record.Number, broken.Sha256s.Length);
            await coordinator.AskAsync(state => CountAgain(state, job, broken.Sha256s), cancellationToken);
        }
    }

    private static void CountAgain(MasterState state, LiveJob job, ImmutableArray<string> sha256s)
    {
        // Their words are in the words so far already.
        job.TopWords.Doubt();
        foreach (var chunk in job.Done.Where(chunk => sha256s.Contains(chunk.PartialSha256)).ToList())
            JobSteps.CountAgain(state, job.Id, chunk);
    }

    private Task ParkAsync(JobId id, string reason, CancellationToken cancellationToken) =>
        coordinator.AskAsync(
            state =>
            {
                if (state.FindJob(id) is { Record.State: JobState.Finishing } job)
                    JobSteps.Park(state, job, reason, notices);
            },
            cancellationToken);

    private static ResultRequest Request(LiveJob job, DateTimeOffset countedAt) => new(
        job.Id,
        job.Record.Number,
        job.Record.ResultName,
        job.Record.DatasetName,
        job.Record.DatasetSha256,
        job.Record.DatasetLength,
        job.Options,
        job.Record.SubmitterName,
        job.Record.Comment,
        job.Record.SubmittedAt,
        job.Record.StartedAt,
        countedAt,
        [.. job.Done.Select(chunk => new ProofRange(
            chunk.Start, chunk.End, chunk.PartialSha256, chunk.WorkerId, chunk.WorkerName, chunk.Attempt, chunk.Words, chunk.DistinctWords, chunk.LeasedAt, chunk.DoneAt,
            chunk.VerifiedById, chunk.VerifiedByName))],
        [.. job.Discards],
        job.DiscardedBytes)
    {
        DatasetUrl = job.Record.DatasetUrl,
        DatasetValidator = job.Record.DatasetValidator,
        Verification = job.Terms.Verification,
        CheckedBytes = job.Ledger.CheckedBytes,
        Attempts = job.Done.Count + job.Failures,
        Steals = job.Steals,
        StolenBytes = job.StolenBytes,
        Speculations = job.Speculations,
    };

    [LoggerMessage(3007, LogLevel.Error, "The result of job {Job} could not be stored")]
    private partial void LogFailed(JobId job, Exception fault);

    [LoggerMessage(3008, LogLevel.Warning, "Job {Number}: {Count} partials are broken; their bytes are counted again")]
    private partial void LogBroken(int number, int count);

    private sealed class Fraction(LiveJob job) : IProgress<double>
    {
        public void Report(double value) => job.MergeFraction = value;
    }
}
