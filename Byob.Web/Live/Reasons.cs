using Byob.Web.Jobs;
using Byob.Web.Ledger;
using Byob.Web.Workers;

namespace Byob.Web.Live;

/// <summary>Says in words for people why a worker idles and why a job waits.</summary>
public static class Reasons
{
    /// <summary>Null for a worker that is gone: its state says it all.</summary>
    public static string? Idle(MasterState state, WorkerEntry worker, ScheduledWorker? scheduled)
    {
        if (worker.Liveness is WorkerLiveness.Lost or WorkerLiveness.Left || scheduled is null)
            return null;
        var cause = state.Scheduler.WhyIdle(scheduled);
        return cause switch
        {
            IdleCause.SetAside => scheduled.Reputation.SetAside,
            IdleCause.Away => worker.ConnectionId is null ? "Away: waiting for it to come back." : "Joining.",
            IdleCause.Held => scheduled.CapacityReason ?? "Its owner lets it take nothing now.",
            _ => worker.IdleReason is { } own && cause is IdleCause.Soon or IdleCause.Busy ? own : Sentence(cause),
        };
    }

    /// <summary>Null when the job moves, or waits for a person.</summary>
    public static string? Waiting(MasterState state, ScheduledJob entry, LiveJob job)
    {
        if (job.Record.State is not (Storage.JobState.Queued or Storage.JobState.Running))
            return null;
        return state.Scheduler.WhyWaiting(entry) switch
        {
            WaitCause.None => null,
            WaitCause.NoWorkers => "No machine is connected. Join one, and it goes on at once.",
            WaitCause.NoneTakes => "Every connected machine is set aside or held by its owner; the Workers page says why.",
            WaitCause.NeedsAnotherWorker => "What is left is to be checked by a machine that has not counted it yet. Join another one.",
            WaitCause.Source => entry.WaitsFor,
            WaitCause.Behind => Ahead(state, entry),
            _ => "Waiting for a machine to be free.",
        };
    }

    /// <summary>The sentence of a cause that needs no more to be known.</summary>
    public static string Sentence(IdleCause cause) => cause switch
    {
        IdleCause.EmptyQueue => "Nothing to count: the queue is empty.",
        IdleCause.JobsHeld => "Nothing to count: every job is paused, stopped or being merged.",
        IdleCause.CapReached => "The job has as many machines as its submitter allows.",
        IdleCause.FailedHere => "All that is free has failed on this machine before; another one takes it.",
        IdleCause.OwnChecks => "What is left are checks of its own work; another machine has to do them.",
        IdleCause.Asked => "Takes over a part of what others hold, as soon as they hand it over.",
        IdleCause.Source => "The text lies on the web, and its source has yet to answer where the next chunk ends.",
        IdleCause.TooSlow => "Too little is left for this machine's pace: the others are done sooner.",
        IdleCause.NothingFree => "Nothing is free: every byte in the queue is counted or being counted.",
        _ => "About to get a chunk.",
    };

    private static string Ahead(MasterState state, ScheduledJob entry) =>
        state.Scheduler.Queue.FirstOrDefault(other => other != entry && other.Ledger.Leases.Count > 0) is { } ahead && state.FindJob(ahead.Id) is { } first
            ? $"Job {first.Record.Number} is ahead; this one goes on as soon as a machine is free."
            : "Waiting for a machine to be free.";
}
