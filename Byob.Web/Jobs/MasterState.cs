using System.Diagnostics;
using Byob.Shared.Chunks;
using Byob.Web.Ledger;
using Byob.Web.Storage;
using Byob.Web.Workers;

namespace Byob.Web.Jobs;

/// <summary>
/// Everything that the coordinator's one thread of decisions holds: scheduler, roster, live jobs, and what the present step wants
/// written and sent. Nobody else touches it.
/// </summary>
public sealed class MasterState(PartyScheduler scheduler, WorkerRoster roster, TimeProvider time)
{
    private readonly Dictionary<JobId, LiveJob> _jobs = [];

    public PartyScheduler Scheduler { get; } = scheduler;

    public WorkerRoster Roster { get; } = roster;

    public IReadOnlyCollection<LiveJob> Jobs => _jobs.Values;

    /// <summary>What the present step must have in the database before anybody hears of it.</summary>
    public List<Func<PartyDbContext, Task>> Journal { get; } = [];

    /// <summary>What is done once the journal is written.</summary>
    public List<Action> Afterwards { get; } = [];

    public DateTimeOffset Now => time.GetUtcNow();

    public LiveJob? FindJob(JobId id) => _jobs.GetValueOrDefault(id);

    public void AddJob(LiveJob job) => _jobs.Add(job.Id, job);

    public void ForgetJob(JobId id) => _jobs.Remove(id);

    /// <summary>Moves a job to another state, on paper and in the journal.</summary>
    public void Move(LiveJob job, JobState state, string? reason)
    {
        if (job.Ended && job.Record.State != JobState.Failed)
            throw new UnreachableException($"Job {job.Record.Number} is {job.Record.State} and cannot become {state}.");

        job.Record.State = state;
        job.Record.StateReason = reason;
        if (state == JobState.Running)
            job.Record.StartedAt ??= Now;
        job.Record.FinishedAt = job.Ended ? Now : null;
        Save(job);
    }

    public void Save(LiveJob job)
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

    /// <summary>Paints and names a worker, whether it is still known or not.</summary>
    public (string Name, int Colour) Face(WorkerId id, string fallback = "a worker that left") =>
        Roster.Find(id) is { } entry ? (entry.Identity.Name, entry.Colour) : (fallback, Math.Abs(id.Value.GetHashCode()) % 12);
}
