using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Workers;

/// <summary>What machines were told from the dashboard: kept, in force while it stands, and over by itself. Each runs on the coordinator's thread.</summary>
public static class OrderSteps
{
    private static readonly WorkerCapacity Nothing = new(0, 0);

    /// <summary>The order that a machine is under now; null when it may work.</summary>
    public static StandingOrder? InForce(MasterState state, WorkerId worker) =>
        state.Roster.Accounts.GetValueOrDefault(worker)?.Order is { } order && !IsOver(order, state.Now) ? order : null;

    /// <summary>Puts an order in the place of the last one.</summary>
    /// <param name="order">Null: the machine may work.</param>
    public static void Give(MasterState state, WorkerId worker, StandingOrder? order)
    {
        state.Roster.Account(worker).Order = order;
        var (kind, until, by) = (order?.Kind, order?.Until, order?.By);
        state.Journal.Add(context => context.Workers.Where(row => row.Id == worker.Value).ExecuteUpdateAsync(update => update
            .SetProperty(row => row.OrderKind, kind)
            .SetProperty(row => row.OrderUntil, until)
            .SetProperty(row => row.OrderBy, by)));
        if (state.Roster.Find(worker) is { } entry)
            Apply(state, entry);
    }

    /// <summary>Lifts orders whose time is over. The workers know it by themselves.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Expire(MasterState state)
    {
        List<WorkerId> over = [];
        foreach (var (worker, account) in state.Roster.Accounts)
        {
            if (account.Order is { } order && IsOver(order, state.Now))
                over.Add(worker);
        }

        over.ForEach(worker => Give(state, worker, null));
        return over.Count > 0;
    }

    /// <summary>Lets the scheduler give a worker what it takes, and nothing while an order forbids it: also when it does not obey, or has not heard of it yet.</summary>
    public static void Apply(MasterState state, WorkerEntry worker)
    {
        var order = InForce(state, worker.Identity.Id);
        // A worker that takes nothing knows best why, and until when.
        var (capacity, reason) = order is null || worker.Capacity.Slots == 0 ? (worker.Capacity, worker.CapacityReason) : (Nothing, order.Sentence);
        state.Scheduler.ChangeCapacity(worker.Identity.Id, capacity, reason, state.Now);
    }

    private static bool IsOver(StandingOrder order, DateTimeOffset now) => order.Until <= now;
}
