using System.Collections.Immutable;
using Byob.Web.Jobs;
using Byob.Web.Ledger;
using Byob.Web.Party;
using Byob.Web.Storage;
using Byob.Web.Workers;

namespace Byob.Web.Live;

/// <summary>Turns the master's state into what pages show, with the reason for everything that waits.</summary>
public sealed class PartyViews(IPartyIdentity party)
{
    public PartySnapshot Snapshot(MasterState state, long version, ImmutableArray<ThroughputPoint> throughput) => new(
        version,
        state.Now,
        party.Name,
        state.Scheduler.Term,
        [.. state.Roster.Entries.OrderBy(worker => worker.Identity.Name, StringComparer.OrdinalIgnoreCase).Select(worker => Worker(state, worker))],
        Jobs(state),
        throughput);

    private static ImmutableArray<JobView> Jobs(MasterState state)
    {
        var line = 0;
        var views = ImmutableArray.CreateBuilder<JobView>();
        foreach (var entry in state.Scheduler.Queue)
        {
            if (state.FindJob(entry.Id) is not { } job)
                continue;
            int? place = job.Record.State == JobState.Queued ? ++line : null;
            views.Add(JobViews.Of(job, place, WaitReason(state, entry, job)));
        }

        views.AddRange(state.Ended.Select(job => job.View));
        return views.ToImmutable();
    }

    private static string? WaitReason(MasterState state, ScheduledJob entry, LiveJob job)
    {
        if (job.Record.State is not (JobState.Queued or JobState.Running) || job.Ledger.LeasedBytes > 0)
            return null;
        var ready = state.Scheduler.Workers.Where(worker => worker.Ready).ToList();
        if (ready.Count == 0)
            return "No machine is connected. Join one, and it goes on at once.";
        if (ready.TrueForAll(state.Scheduler.SetAside))
            return "Every connected machine is set aside after too many failures in a row.";
        var ahead = state.Scheduler.Queue.TakeWhile(other => other != entry).LastOrDefault(other => other.Runnable && !other.Ledger.Finished);
        return ahead is not null && state.FindJob(ahead.Id) is { } first
            ? $"Job {first.Record.Number} is ahead; this one goes on as soon as a machine is free."
            : "Waiting for a machine to be free.";
    }

    private static WorkerView Worker(MasterState state, WorkerEntry worker)
    {
        var scheduled = state.Scheduler.FindWorker(worker.Identity.Id);
        var leases = Leases(state, scheduled);
        return new WorkerView(
            worker.Identity.Id,
            worker.Identity.Name,
            worker.Identity.OwnerName,
            worker.Identity.OwnerId,
            worker.Identity.BuiltIn,
            worker.Colour,
            worker.Liveness,
            worker.ConnectedAt,
            worker.LastHeardAt,
            worker.Machine,
            worker.Capacity,
            worker.WorkerVersion,
            worker.Vitals,
            worker.BytesPerSecond,
            leases,
            worker.ChunksAccepted,
            worker.ChunksFailed,
            leases.IsEmpty ? IdleReason(state, worker, scheduled) : null);
    }

    private static ImmutableArray<LeaseView> Leases(MasterState state, ScheduledWorker? scheduled)
    {
        if (scheduled is null)
            return [];
        return [.. from token in scheduled.Leases
                   let lease = state.Scheduler.FindLease(token)
                   where lease is not null
                   orderby lease.GrantedAt, lease.Range.Start
                   select new LeaseView(
                       token,
                       lease.Job,
                       state.FindJob(lease.Job)?.Record.Number ?? 0,
                       lease.Range,
                       lease.Attempt,
                       lease.Stage,
                       lease.BytesRead,
                       lease.BytesCounted,
                       lease.GrantedAt)];
    }

    private static string? IdleReason(MasterState state, WorkerEntry worker, ScheduledWorker? scheduled)
    {
        if (worker.Liveness is WorkerLiveness.Lost or WorkerLiveness.Left || scheduled is null)
            return null;
        if (state.Scheduler.SetAside(scheduled))
            return $"Set aside after {scheduled.FailuresInARow} failed chunks in a row. Restart the worker to take it back.";
        if (!scheduled.Ready)
            return worker.ConnectionId is null ? "Away: waiting for it to come back." : "Joining.";
        if (worker.IdleReason is { } own)
            return own;
        if (state.Scheduler.Queue.Count == 0)
            return "Nothing to count: the queue is empty.";
        var free = state.Scheduler.Queue.Where(entry => entry.Runnable).SelectMany(entry => entry.Ledger.Free).ToList();
        if (free.Count == 0)
            return "Nothing is free: every byte in the queue is counted, leased or paused.";
        return free.TrueForAll(gap => gap.FailedBy.Contains(scheduled.Id))
            ? "All that is free has failed on this machine before; another one takes it."
            : "About to get a chunk.";
    }
}
