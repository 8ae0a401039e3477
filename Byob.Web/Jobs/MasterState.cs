using System.Diagnostics;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Storage;
using Byob.Web.Workers;

namespace Byob.Web.Jobs;

/// <summary>
/// Everything that the coordinator's one thread of decisions holds: scheduler, roster, live jobs, and what the present step wants
/// written and sent. Nobody else touches it.
/// </summary>
public sealed class MasterState(PartyScheduler scheduler, WorkerRoster roster, TimeProvider time)
{
    /// <summary>Jobs that ended are remembered up to this number; older ones are history.</summary>
    public const int EndedKept = 50;

    public const int Colours = 12;

    private readonly Dictionary<JobId, LiveJob> _jobs = [];
    private readonly LinkedList<EndedJob> _ended = [];
    private readonly Dictionary<WorkerId, ReputationMemory> _reputations = [];

    public PartyScheduler Scheduler { get; } = scheduler;

    public WorkerRoster Roster { get; } = roster;

    /// <summary>Unfinished jobs: all that are in the queue.</summary>
    public IReadOnlyCollection<LiveJob> Jobs => _jobs.Values;

    /// <summary>Jobs that ended since the master started, newest first, at most <see cref="EndedKept"/>.</summary>
    public IReadOnlyCollection<EndedJob> Ended => _ended;

    /// <summary>What the present step must have in the database before anybody hears of it.</summary>
    public List<Func<PartyDbContext, Task>> Journal { get; } = [];

    /// <summary>What is done once the journal is written. None of it waits or throws.</summary>
    public List<Action> Afterwards { get; } = [];

    /// <summary>Set by a step that a person gave, and when a job changes its state: people wait for that, and are to see it at once, not at the next tick.</summary>
    public bool ShowAtOnce { get; set; }

    /// <summary>Workers whose reputation may have changed since it was last written.</summary>
    public HashSet<WorkerId> Unwritten { get; } = [];

    /// <summary>When what machines have done in all was last written.</summary>
    public DateTimeOffset AccountsWrittenAt { get; set; }

    /// <summary>The job that workers were last told of.</summary>
    public JobNotice? ToldJob { get; set; }

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>An unfinished job; null when there is none of that id.</summary>
    public LiveJob? FindJob(JobId id) => _jobs.GetValueOrDefault(id);

    public EndedJob? FindEnded(JobId id) => _ended.FirstOrDefault(job => job.Id == id);

    /// <summary>Puts an unfinished job into the queue.</summary>
    public void AddJob(LiveJob job, bool runnable)
    {
        _jobs.Add(job.Id, job);
        Scheduler.AddJob(job.Ledger, job.Terms, runnable);
    }

    /// <summary>Moves an unfinished job to another state in which it is unfinished, on paper and in the journal.</summary>
    public void Move(LiveJob job, JobState state, string? reason)
    {
        if (!_jobs.ContainsKey(job.Id) || state is JobState.Done or JobState.Cancelled)
            throw new UnreachableException($"Job {job.Record.Number} is {job.Record.State} and cannot become {state} here.");
        Change(job, state, reason);
    }

    /// <summary>Gives an unfinished job another priority, on paper and in the journal.</summary>
    public void Prioritise(LiveJob job, JobPriority priority)
    {
        job.Record.Priority = priority;
        Scheduler.Reprioritise(job.Id, priority);
        Write(job);
    }

    /// <summary>Ends a job for good: it leaves the queue, and what is left of it is how it was.</summary>
    public void End(LiveJob job, JobState state, string? reason)
    {
        if (!_jobs.ContainsKey(job.Id) || state is not (JobState.Done or JobState.Cancelled))
            throw new UnreachableException($"Job {job.Record.Number} is {job.Record.State} and cannot end as {state}.");

        Scheduler.RemoveJob(job.Id, $"The job is {(state == JobState.Done ? "done" : "cancelled")}.", Now);
        Change(job, state, reason);
        _jobs.Remove(job.Id);
        var copy = LedgerCopy.Of(this, job);
        _ended.AddFirst(new EndedJob(JobViews.Of(job), new Lazy<LedgerSnapshot>(() => LedgerViews.Draw(copy, version: 0)), state == JobState.Cancelled ? job.TopWords : null));
        if (_ended.Count > EndedKept)
            _ended.RemoveLast();
    }

    /// <summary>What the database says that a worker is known for.</summary>
    public ReputationMemory KeptReputation(WorkerId worker) => _reputations.GetValueOrDefault(worker, ReputationMemory.Blank);

    /// <summary>Notes what the database says, or will when the journal is written.</summary>
    public void KeepReputation(WorkerId worker, ReputationMemory memory) => _reputations[worker] = memory;

    /// <summary>Paints and names a worker, whether it is still known or not.</summary>
    public (string Name, int Colour) Face(WorkerId id, string fallback = "a worker that left") =>
        Roster.Find(id) is { } entry ? (entry.Identity.Name, entry.Colour) : (fallback, (int)((uint)id.Value.GetHashCode() % Colours));

    private void Change(LiveJob job, JobState state, string? reason)
    {
        if (state != JobState.Failed)
            job.Trouble = null;
        job.Record.State = state;
        job.Record.StateReason = reason;
        if (state == JobState.Running)
            job.Record.StartedAt ??= Now;
        job.Record.FinishedAt = state is JobState.Done or JobState.Cancelled or JobState.Failed ? Now : null;
        ShowAtOnce = true;
        Write(job);
    }

    private void Write(LiveJob job)
    {
        // The record goes on changing while the journal waits, so what is written is what it says now.
        var values = job.Record.Copy();
        Journal.Add(context =>
        {
            if (context.Jobs.Local.FirstOrDefault(row => row.Id == values.Id) is { } tracked)
                context.Entry(tracked).CurrentValues.SetValues(values);
            else
                context.Jobs.Update(values);
            return Task.CompletedTask;
        });
    }
}
