using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Party;

namespace Byob.Web.Jobs;

/// <summary>Submitting jobs and steering them. The submitter and the host may steer; everybody may look.</summary>
public interface IJobs
{
    /// <summary>Checks the form and queues the job.</summary>
    Task<Outcome<JobView>> SubmitAsync(JobSubmission submission, Actor actor, CancellationToken cancellationToken);

    Task<Outcome> PauseAsync(JobId id, Actor actor, CancellationToken cancellationToken);

    /// <summary>Goes on with a paused job, or tries a failed one again from what is done.</summary>
    Task<Outcome> ResumeAsync(JobId id, Actor actor, CancellationToken cancellationToken);

    /// <summary>Says which job goes first. The submitter chooses between low and normal; the host among all.</summary>
    Task<Outcome> PrioritiseAsync(JobId id, JobPriority priority, Actor actor, CancellationToken cancellationToken);

    /// <summary>Ends an unfinished job for good; its partials are deleted.</summary>
    Task<Outcome> CancelAsync(JobId id, Actor actor, CancellationToken cancellationToken);

    /// <summary>One job, live or from history; null when there is none of that number.</summary>
    Task<JobView?> FindAsync(int number, CancellationToken cancellationToken);

    /// <summary>Ended jobs, newest first.</summary>
    Task<ImmutableArray<JobView>> HistoryAsync(int skip, int take, CancellationToken cancellationToken);

    /// <summary>A name for the result that is free, made from the dataset's name: offered by the form.</summary>
    Task<string> SuggestResultNameAsync(string datasetName, CancellationToken cancellationToken);
}

/// <param name="ResultName">1 to 80 letters, digits, '-', '_' or '.', beginning with a letter or digit; a folder below the party's results.</param>
/// <param name="Comment">At most 500 characters.</param>
/// <param name="Priority">High is for the host alone.</param>
/// <param name="WorkerCap">The most machines that may count it at a time; null for no bound.</param>
/// <param name="Verification">How much of it is counted by two different machines.</param>
public sealed record JobSubmission(
    DatasetId Dataset,
    string Comment,
    CountOptions Options,
    string ResultName,
    JobPriority Priority = JobPriority.Normal,
    int? WorkerCap = null,
    Verification Verification = default);
