using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Results;
using Byob.Web.Storage;
using Byob.Web.Workers;

namespace Byob.Web.Jobs;

/// <summary>Turns what the scheduler decided into journal entries, messages to workers and work for the merge.</summary>
public sealed partial class EffectRunner(WorkerLinks links, FinishQueue finishing, MergeDesk merges, NoticeBoard notices, ILogger<EffectRunner> logger)
{
    public void Run(MasterState state)
    {
        foreach (var effect in state.Scheduler.TakeEffects())
            Run(state, effect);
    }

    /// <summary>The job that the party counts: the first that has started and is not counted yet.</summary>
    public static JobNotice? CurrentJob(MasterState state) =>
        state.Scheduler.Queue.FirstOrDefault(entry => entry.Runnable && entry.Started && !entry.Ledger.Finished) is { } entry && state.FindJob(entry.Id) is { } job
            ? new JobNotice(job.Id, job.Record.Number, job.Record.DatasetName, job.Record.DatasetLength, job.Record.SubmitterName)
            : null;

    /// <summary>Tells every worker which job is counted, if it is another one than they were told.</summary>
    public void TellCurrentJob(MasterState state)
    {
        var job = CurrentJob(state);
        if (job == state.ToldJob)
            return;
        state.ToldJob = job;
        foreach (var worker in state.Roster.Entries)
            Send(state, worker.Identity.Id, client => client.CurrentJob(job));
    }

    private void Run(MasterState state, SchedulerEffect effect)
    {
        switch (effect)
        {
            case LeaseGranted(var lease):
                Push(state, lease);
                break;
            case LeaseRevoked(var worker, var token, var reason):
                Send(state, worker, client => client.Revoke(token, reason));
                break;
            case LeaseEnded(var lease, var end, var reason):
                Note(state, lease, end, reason);
                ReputationSteps.Note(state, lease.Worker);
                break;
            case ShrinkAsked(var worker, var token, var end):
                Send(state, worker, client => client.Shrink(token, end));
                break;
            case LeaseShrunk(var lease, var freed) when state.FindJob(lease.Job) is { } job:
                job.NoteSteal(freed);
                break;
            case RangeAccepted accepted when state.FindJob(accepted.Job) is { } job:
                RangeSteps.Accept(state, job, accepted);
                Merge(state, job, accepted.Range);
                break;
            case RangeVerified verified when state.FindJob(verified.Job) is { } job:
                RangeSteps.Verify(state, job, verified);
                Merge(state, job, verified.Range);
                // Who agreed is the better known for it, and who did not has a strike.
                foreach (var tally in job.Ledger.Find(verified.Range.Start)?.Tallies ?? [])
                    ReputationSteps.Note(state, tally.Worker);
                break;
            case RangeUndone undone when state.FindJob(undone.Job) is { } job:
                RangeSteps.Undo(state, job, undone);
                state.Afterwards.Add(() => merges.Undo(job.Id, undone.Range.Start));
                break;
            case WorkerSetAside(var worker, var reason):
                LogSetAside(state.Face(worker).Name, reason);
                HistorySteps.Note(state, worker, WorkerEventKind.SetAside, reason);
                Send(state, worker, client => client.SetAside(reason));
                ReputationSteps.Note(state, worker);
                break;
            case JobStarted(var id) when state.FindJob(id) is { } job:
                state.Move(job, JobState.Running, null);
                LogJob(job.Record.Number, JobState.Running);
                break;
            case JobCounted(var id) when state.FindJob(id) is { } job:
                state.Move(job, JobState.Finishing, null);
                LogJob(job.Record.Number, JobState.Finishing);
                state.Afterwards.Add(() => finishing.Add(id));
                break;
            case JobParked(var id, var reason, var trouble) when state.FindJob(id) is { } job:
                JobSteps.Park(state, job, reason, notices, trouble);
                state.Afterwards.Add(() => merges.Forget(id));
                LogJob(job.Record.Number, JobState.Failed);
                break;
        }
    }

    /// <summary>What stands for good, as far as anybody knows, is added up at once.</summary>
    private void Merge(MasterState state, LiveJob job, ByteRange range)
    {
        if (job.FindDone(range) is not { Check: not CheckState.Wanted } chunk)
            return;
        var merged = new MergedRange(chunk.Start, chunk.End, chunk.PartialSha256, chunk.Words, job.Options);
        state.Afterwards.Add(() => _ = merges.Offer(job.Id, merged));
    }

    private void Push(MasterState state, Lease lease)
    {
        var job = state.FindJob(lease.Job)!;
        job.Speculations += lease.Kind == LeaseKind.Speculative ? 1 : 0;
        var message = new ChunkLease(
            lease.Token, job.Id, job.Record.Number, new DatasetId(job.Record.DatasetId), job.Record.DatasetLength, lease.Range, lease.Attempt, job.Options);
        Send(state, lease.Worker, client => client.Assign(message));
    }

    private static void Note(MasterState state, Lease lease, LeaseEnd end, string? reason)
    {
        if (state.FindJob(lease.Job) is not { } job)
            return;
        var (name, colour) = state.Face(lease.Worker);
        job.Remember(new AttemptView(lease.Range, lease.Attempt, lease.Worker, name, colour, end.ToString(), reason ?? Sentence(end), state.Now, state.Now - lease.GrantedAt));
        state.Roster.Account(lease.Worker).Note(end, lease.Range.Length);

        // What had not begun was not thrown away, and a check that agrees is as good as it gets.
        if (end is LeaseEnd.Accepted or LeaseEnd.Confirmed or LeaseEnd.Stolen)
            return;

        // What was sent whole was counted whole, whatever was said of it before.
        var counted = end is LeaseEnd.Disagreed or LeaseEnd.Malformed ? lease.Range.Length : lease.BytesCounted;
        DiscardSteps.Note(state, job, new ProofDiscard(
            lease.Range.Start, lease.Range.End, lease.Worker.Value, name, lease.Attempt, end.ToString(), reason ?? Sentence(end), state.Now, counted));
    }

    private static string Sentence(LeaseEnd end) => end switch
    {
        LeaseEnd.Confirmed => "A check: it found the same as the count before.",
        LeaseEnd.Disagreed => "A check: it found something else than the count before. A further machine decides which is right.",
        _ => "",
    };

    private void Send(MasterState state, WorkerId worker, Func<IWorkerClient, Task> message)
    {
        if (state.Roster.Find(worker)?.ConnectionId is { } connection)
            state.Afterwards.Add(() => links.Send(connection, message));
    }

    [LoggerMessage(3011, LogLevel.Warning, "Worker {Worker} gets no more chunks. {Reason}")]
    private partial void LogSetAside(string worker, string reason);

    [LoggerMessage(3003, LogLevel.Information, "Job {Number} is {State}")]
    private partial void LogJob(int number, JobState state);
}
