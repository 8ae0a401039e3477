using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Jobs;
using Byob.Web.Party;
using Byob.Web.Party.Roster;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Workers;

/// <inheritdoc/>
public sealed partial class WorkerKeeper(Coordinator coordinator, PartyRoster party, PartyStore store, WorkerLinks links, ILogger<WorkerKeeper> logger) : IWorkerKeeper
{
    /// <summary>Longest time for which a machine is paused; who means for ever says so.</summary>
    public static readonly TimeSpan LongestSpan = TimeSpan.FromDays(30);

    public static readonly TimeSpan ShortestSpan = TimeSpan.FromSeconds(1);

    public async Task<Outcome> TakeBackAsync(WorkerId worker, Actor actor, CancellationToken cancellationToken)
    {
        if (Refusal(worker, actor, "take it back", out var machine) is { } refusal)
            return refusal;
        var taken = await coordinator.AskAsync(
            state =>
            {
                state.ShowAtOnce = true;
                if (!state.Scheduler.TakeBack(worker))
                    return false;
                ReputationSteps.Note(state, worker);
                HistorySteps.Note(state, worker, WorkerEventKind.TakenBack, $"Taken back by {actor.Name}: it gets chunks again.");
                Tell(state, worker, client => client.SetAside(null));
                return true;
            },
            cancellationToken);
        if (!taken)
            return Outcome.Refused($"{machine!.Name} is not set aside; it gets chunks as soon as there are some for it.");
        LogTakenBack(machine!.Name, actor.Name);
        return Outcome.Done;
    }

    public async Task<Outcome> SteerAsync(WorkerId worker, WorkerOrderKind order, TimeSpan? span, Actor actor, CancellationToken cancellationToken)
    {
        if (Refusal(worker, actor, "steer it", out var machine) is { } refusal)
            return refusal;
        if (order == WorkerOrderKind.Resume && span is not null)
            return Outcome.Refused("A machine that goes on goes on until the next order: leave the time out.");
        if (span < ShortestSpan || span > LongestSpan)
            return Outcome.Refused("A time is from 1 second to 30 days; leave it out for until somebody resumes the machine.");

        var outcome = await coordinator.AskAsync(state => Steer(state, machine!, order, span, actor), cancellationToken);
        if (outcome.Ok)
            LogSteered(machine!.Name, order, span, actor.Name);
        return outcome;
    }

    public async Task<ImmutableArray<WorkerEvent>> HistoryAsync(WorkerId worker, CancellationToken cancellationToken)
    {
        await using var context = await store.ReadAsync(cancellationToken);
        return [.. await context.WorkerEvents.AsNoTracking().Where(row => row.WorkerId == worker.Value).OrderByDescending(row => row.Id).Take(HistorySteps.MostKept).ToListAsync(cancellationToken)];
    }

    private Outcome Steer(MasterState state, RosterWorker machine, WorkerOrderKind kind, TimeSpan? span, Actor actor)
    {
        if (kind == WorkerOrderKind.Resume && OrderSteps.InForce(state, machine.Id) is null)
            return Outcome.Refused(NotHeld(state, machine));

        state.ShowAtOnce = true;
        var order = kind == WorkerOrderKind.Resume ? null : new StandingOrder(kind, state.Now + span, actor.Name);
        OrderSteps.Give(state, machine.Id, order);
        HistorySteps.Note(state, machine.Id, WorkerEventKind.Steered, order is null ? $"Resumed by {actor.Name} from the dashboard." : $"{order.Sentence}{(span is { } some ? $" For {Format.Duration(some)}." : "")}");
        Tell(state, machine.Id, client => client.Steer(order?.AsSent(state.Now) ?? new WorkerOrder(WorkerOrderKind.Resume, null, actor.Name)));
        return Outcome.Done;
    }

    private static string NotHeld(MasterState state, RosterWorker machine) =>
        state.Roster.Find(machine.Id) is { Capacity.Slots: 0 } held
            ? $"Nobody holds {machine.Name} from here; it holds itself. {held.CapacityReason} At the machine, \"byob status\" says more, and \"byob resume\" ends a pause of its owner."
            : $"{machine.Name} is not paused; it gets chunks as soon as there are some for it.";

    /// <summary>Null when the machine is of the party and the actor may.</summary>
    private Outcome? Refusal(WorkerId worker, Actor actor, string what, out RosterWorker? machine)
    {
        machine = party.Current.Workers.Values.FirstOrDefault(known => known.Id == worker);
        if (machine is null)
            return Outcome.Refused("This machine does not belong to the party any more. The page shows which do.");
        if (actor.IsHost || (actor.MemberId == machine.OwnerId && !machine.BuiltIn))
            return null;
        return Outcome.Refused(machine.BuiltIn
            ? $"{machine.Name} is the master's own; only the host may {what}."
            : $"Only {machine.OwnerName}, who owns {machine.Name}, or the host may {what}.");
    }

    private void Tell(MasterState state, WorkerId worker, Func<IWorkerClient, Task> message)
    {
        if (state.Roster.Find(worker)?.ConnectionId is { } connection)
            state.Afterwards.Add(() => links.Send(connection, message));
    }

    [LoggerMessage(5008, LogLevel.Information, "Worker {Worker} was taken back by {Member}")]
    private partial void LogTakenBack(string worker, string member);

    [LoggerMessage(5009, LogLevel.Information, "Worker {Worker} was told to {Order} for {Span} by {Member}")]
    private partial void LogSteered(string worker, WorkerOrderKind order, TimeSpan? span, string member);
}
