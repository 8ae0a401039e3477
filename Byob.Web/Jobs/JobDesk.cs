using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Party;
using Byob.Web.Results;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Jobs;

/// <summary>Takes submissions and orders about jobs, checks who may give them, and turns them into steps of the coordinator.</summary>
public sealed partial class JobDesk(
    Coordinator coordinator,
    SnapshotPublisher live,
    PartyStore store,
    DataFolder folder,
    FileCutAligner aligner,
    PartialInbox inbox,
    MergeDesk merges,
    TimeProvider time) : IJobs
{
    private const int LongestComment = 500;
    private const int MostUnfinished = 200;

    /// <summary>Letters of a suggested result name, before the number that tells it from others.</summary>
    private const int LongestStem = 60;

    public async Task<Outcome<JobView>> SubmitAsync(JobSubmission submission, Actor actor, CancellationToken cancellationToken)
    {
        var comment = submission.Comment.Trim();
        if (comment.Length > LongestComment)
            return Outcome.Refused($"The comment has {comment.Length} characters; at most {LongestComment} fit.");
        if (submission.Options.MinLength is < 1 or > CountOptions.LongestMinLength)
            return Outcome.Refused($"The minimum length must be from 1 to {CountOptions.LongestMinLength} letters.");
        if (!ResultNames.IsValid(submission.ResultName))
            return Outcome.Refused($"A result name {ResultNames.Rule}.");
        if (TermsRules.Fault(submission, actor) is { } fault)
            return Outcome.Refused(fault);

        // The loader would find the new job as well, and put it into the queue a second time.
        await coordinator.Loaded.WaitAsync(cancellationToken);
        var outcome = await store.WriteAsync(context => AddAsync(context, submission, comment, actor, cancellationToken), cancellationToken);
        if (outcome.Value is not { } record)
            return Outcome.Refused(outcome.Refusal!);

        // The job is in the database now, so it goes into the queue whether the submitter still waits or not.
        await coordinator.AskAsync(
            state =>
            {
                var job = new LiveJob(record, new JobLedger(new JobId(record.Id), record.DatasetLength));
                aligner.Open(job.Id, new DatasetId(record.DatasetId));
                state.AddJob(job, runnable: true);
                state.ShowAtOnce = true;
            },
            CancellationToken.None);
        return await FindAsync(record.Number, cancellationToken) ?? throw new UnreachableException($"Job {record.Number} is not there, though it was queued.");
    }

    public Task<Outcome> PauseAsync(JobId id, Actor actor, CancellationToken cancellationToken) =>
        SteerAsync(id, actor, (state, job) =>
        {
            if (job.Record.State is not (JobState.Queued or JobState.Running))
                return Outcome.Refused($"Job {job.Record.Number} is {Name(job)} and cannot be paused.");
            state.Scheduler.PauseJob(id, "The job was paused.", state.Now);
            state.Move(job, JobState.Paused, $"Paused by {actor.Name}.");
            state.Afterwards.Add(() => merges.Forget(id));
            return Outcome.Done;
        }, cancellationToken);

    public Task<Outcome> ResumeAsync(JobId id, Actor actor, CancellationToken cancellationToken) =>
        SteerAsync(id, actor, (state, job) =>
        {
            if (job.Record.State is not (JobState.Paused or JobState.Failed))
                return Outcome.Refused($"Job {job.Record.Number} is {Name(job)}; there is nothing to resume.");
            if (aligner.Open(id, new DatasetId(job.Record.DatasetId)) is { } problem && !job.Ledger.Finished)
                return Outcome.Refused($"Job {job.Record.Number} cannot go on. {problem}");
            state.Move(job, JobState.Queued, null);
            state.Scheduler.ResumeJob(id);
            return Outcome.Done;
        }, cancellationToken);

    public Task<Outcome> PrioritiseAsync(JobId id, JobPriority priority, Actor actor, CancellationToken cancellationToken) =>
        SteerAsync(id, actor, (state, job) =>
        {
            if (TermsRules.Fault(priority, actor) is { } fault)
                return Outcome.Refused(fault);
            if (job.Record.State == JobState.Finishing)
                return Outcome.Refused($"Job {job.Record.Number} is {Name(job)}; its place in the queue does not matter any more.");
            state.Prioritise(job, priority);
            return Outcome.Done;
        }, cancellationToken);

    public async Task<Outcome> CancelAsync(JobId id, Actor actor, CancellationToken cancellationToken)
    {
        var outcome = await SteerAsync(id, actor, (state, job) =>
        {
            if (job.Record.State == JobState.Finishing)
                return Outcome.Refused($"Job {job.Record.Number} is {Name(job)} and cannot be cancelled.");
            state.End(job, JobState.Cancelled, $"Cancelled by {actor.Name}.");
            JobSteps.DeleteRows(state, id);
            return Outcome.Done;
        }, cancellationToken);
        if (outcome.Ok)
        {
            aligner.Close(id);
            merges.Forget(id);
            inbox.DeleteJob(id);
        }

        return outcome;
    }

    public async Task<JobView?> FindAsync(int number, CancellationToken cancellationToken)
    {
        if (live.Current.Jobs.FirstOrDefault(job => job.Number == number) is { } current)
            return current;
        await using var context = await store.ReadAsync(cancellationToken);
        return await context.Jobs.AsNoTracking().FirstOrDefaultAsync(job => job.Number == number, cancellationToken) is { } record ? JobViews.From(record) : null;
    }

    public async Task<ImmutableArray<JobView>> HistoryAsync(int skip, int take, CancellationToken cancellationToken)
    {
        await using var context = await store.ReadAsync(cancellationToken);
        var records = await context.Jobs.AsNoTracking()
            .Where(job => job.State == JobState.Done || job.State == JobState.Cancelled)
            .OrderByDescending(job => job.FinishedAt)
            .Skip(Math.Max(0, skip))
            .Take(Math.Clamp(take, 1, 200))
            .ToListAsync(cancellationToken);
        return [.. records.Select(JobViews.From)];
    }

    public async Task<string> SuggestResultNameAsync(string datasetName, CancellationToken cancellationToken)
    {
        var stem = Tidy(Tidy(UnfitCharacters().Replace(Path.GetFileNameWithoutExtension(datasetName), "-")));
        if (stem.Length == 0 || ResultNames.IsDevice(stem))
            stem = "result";
        await using var context = await store.ReadAsync(cancellationToken);
        var taken = (await context.Jobs.AsNoTracking()
            .Where(job => job.State != JobState.Cancelled && job.ResultName.StartsWith(stem))
            .Select(job => job.ResultName)
            .ToListAsync(cancellationToken)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Enumerable.Range(1, int.MaxValue)
            .Select(count => count == 1 ? stem : $"{stem}-{count}")
            .First(name => !taken.Contains(name) && !Path.Exists(Path.Combine(folder.Results, name)));
    }

    private async Task<Outcome<JobRecord>> AddAsync(PartyDbContext context, JobSubmission submission, string comment, Actor actor, CancellationToken cancellationToken)
    {
        var dataset = await context.Datasets.FindAsync([submission.Dataset.Value], cancellationToken);
        if (dataset is null)
            return Outcome.Refused("That dataset is no longer there. Choose another.");
        if (dataset.State != DatasetState.Ready)
            return Outcome.Refused($"{dataset.Name} is not ready to be counted yet; wait until all of it has arrived.");
        if (aligner.ProblemOf(submission.Dataset) is { } problem)
            return Outcome.Refused(problem);
        if (await context.Jobs.CountAsync(job => job.State != JobState.Done && job.State != JobState.Cancelled, cancellationToken) >= MostUnfinished)
            return Outcome.Refused($"The queue holds {MostUnfinished} jobs. Cancel some, or wait until some are done.");

        // Two names that differ in case alone would be one folder on some file systems.
        var name = submission.ResultName;
        var taken = await context.Jobs.AnyAsync(
            job => job.State != JobState.Cancelled && EF.Functions.Collate(job.ResultName, "NOCASE") == name, cancellationToken);
        if (taken || Path.Exists(Path.Combine(folder.Results, name)))
            return Outcome.Refused($"There is a result called {name} already. Choose another name.");

        var record = new JobRecord
        {
            Id = JobId.New().Value,
            Number = (await context.Jobs.MaxAsync(job => (int?)job.Number, cancellationToken) ?? 0) + 1,
            DatasetId = dataset.Id,
            DatasetName = dataset.Name,
            DatasetLength = dataset.Length,
            DatasetSha256 = dataset.Sha256,
            DatasetUrl = dataset.Url,
            DatasetValidator = dataset.Validator,
            SubmitterId = actor.MemberId,
            SubmitterName = actor.Name,
            State = JobState.Queued,
            Comment = comment,
            FoldCase = submission.Options.FoldCase,
            MinLength = submission.Options.MinLength,
            Priority = submission.Priority,
            WorkerCap = submission.WorkerCap,
            Verification = submission.Verification.Mode,
            VerificationPercent = submission.Verification.Percent,
            ResultName = name,
            SubmittedAt = time.GetUtcNow(),
        };
        context.Jobs.Add(record.Copy());
        return record;
    }

    private Task<Outcome> SteerAsync(JobId id, Actor actor, Func<MasterState, LiveJob, Outcome> order, CancellationToken cancellationToken) =>
        coordinator.AskAsync(
            state =>
            {
                if (state.FindJob(id) is not { } job)
                    return Outcome.Refused("That job has ended.");
                state.ShowAtOnce = true;
                return actor.IsHost || actor.MemberId == job.Record.SubmitterId
                    ? order(state, job)
                    : Outcome.Refused($"Only {job.Record.SubmitterName}, who submitted job {job.Record.Number}, or the host may do that.");
            },
            cancellationToken);

    /// <summary>Nothing at either end that a result name may not have there, and short enough for a number behind it.</summary>
    private static string Tidy(string stem) => stem[..Math.Min(stem.Length, LongestStem)].Trim('-', '.', '_');

    private static string Name(LiveJob job) => job.Record.State switch
    {
        JobState.Finishing => "being merged",
        JobState.Failed => "stopped",
        JobState.Paused => "paused",
        JobState.Running => "running",
        _ => "queued",
    };

    [GeneratedRegex("[^A-Za-z0-9._-]+", RegexOptions.CultureInvariant)]
    private static partial Regex UnfitCharacters();
}
