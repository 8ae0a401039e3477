using Byob.Shared.Hubs;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Storage;
using Byob.Web.Workers;

namespace Byob.Web.Jobs;

/// <summary>Sends the master's signs of life, and notices whose are missing. The coordinator's thread only.</summary>
public sealed partial class Heartbeats(WorkerLinks links, WorkersOptions options, ILogger<Heartbeats> logger)
{
    private DateTimeOffset _next;

    /// <returns>Whether a worker was lost, or may work again.</returns>
    public bool Tick(MasterState state, DateTimeOffset now)
    {
        if (now < _next)
            return false;
        // From when it was due, so that ticks that come a little late do not add up; but what was slept over is not made up for.
        _next = _next + options.HeartbeatInterval is var due && due > now ? due : now + options.HeartbeatInterval;
        ReputationSteps.Flush(state);
        AccountSteps.Flush(state, now);
        var resumed = OrderSteps.Expire(state);

        var lost = state.Roster.Tick(now);
        foreach (var (worker, reason) in lost)
        {
            LogLost(worker.Identity.Name, reason);
            HistorySteps.Note(state, worker.Identity.Id, WorkerEventKind.Lost, reason);
            state.Scheduler.RemoveWorker(worker.Identity.Id, LeaseEnd.Lost, reason, now);
            // Should it wake up, it has to join again: over this connection it would wait for chunks for ever.
            if (worker.ConnectionId is { } connection)
                links.Cut(connection);
        }

        foreach (var worker in state.Roster.Entries.Where(worker => worker.Liveness == WorkerLiveness.Suspect))
            state.Scheduler.WorkerAway(worker.Identity.Id);

        var heartbeat = new MasterHeartbeat(state.Scheduler.Term);
        foreach (var worker in state.Roster.Entries)
        {
            if (worker.ConnectionId is { } connection)
                links.Send(connection, client => client.MasterHeartbeat(heartbeat));
        }

        return resumed || lost.Count > 0;
    }

    [LoggerMessage(5007, LogLevel.Warning, "Worker {Worker} is lost: {Reason}")]
    private partial void LogLost(string worker, string reason);
}
