using System.Collections.Immutable;
using Byob.Web.Hosting;
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
        foreach (var entry in InLine(state))
        {
            if (state.FindJob(entry.Id) is not { } job)
                continue;
            int? place = job.Record.State == JobState.Queued ? ++line : null;
            views.Add(JobViews.Of(job, place, Reasons.Waiting(state, entry, job)));
        }

        views.AddRange(state.Ended.Select(job => job.View));
        return views.ToImmutable();
    }

    /// <summary>The queue, in which those that wait stand in the order in which they will be served; all others keep their places.</summary>
    private static IEnumerable<ScheduledJob> InLine(MasterState state)
    {
        var waiting = new Queue<ScheduledJob>(state.Scheduler.InTurn.Where(IsQueued));
        return state.Scheduler.Queue.Select(entry => IsQueued(entry) ? waiting.Dequeue() : entry);

        bool IsQueued(ScheduledJob entry) => state.FindJob(entry.Id)?.Record.State == JobState.Queued;
    }

    private static WorkerView Worker(MasterState state, WorkerEntry worker)
    {
        var scheduled = state.Scheduler.FindWorker(worker.Identity.Id);
        var leases = Leases(state, scheduled);
        var order = OrderSteps.InForce(state, worker.Identity.Id);
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
            worker.Account.ChunksAccepted,
            worker.Account.ChunksFailed,
            leases.IsEmpty ? Reasons.Idle(state, worker, scheduled) : null)
        {
            SetAside = state.Scheduler.ReputationOf(worker.Identity.Id)?.SetAside,
            Transport = worker.Transport,
            IsOfOtherVersion = worker.WorkerVersion != MasterVersion.Current,
            Limits = worker.Limits,
            HeldUntil = HeldUntil(worker, order),
            Order = order,
            BytesAccepted = worker.Account.BytesCounted,
            Rates = worker.Rates.Points,
        };
    }

    /// <summary>A worker that takes nothing knows all that holds it; before it has said so, the order says it.</summary>
    private static DateTimeOffset? HeldUntil(WorkerEntry worker, StandingOrder? order) => worker.Capacity.Slots == 0 ? worker.HeldUntil : order?.Until;

    private static ImmutableArray<LeaseView> Leases(MasterState state, ScheduledWorker? scheduled)
    {
        if (scheduled is null)
            return [];
        return [.. from lease in scheduled.Leases
                   orderby lease.GrantedAt, lease.Range.Start
                   select new LeaseView(
                       lease.Token,
                       lease.Job,
                       state.FindJob(lease.Job)?.Record.Number ?? 0,
                       lease.Range,
                       lease.Attempt,
                       lease.Stage,
                       lease.BytesRead,
                       lease.BytesCounted,
                       lease.GrantedAt)];
    }
}
