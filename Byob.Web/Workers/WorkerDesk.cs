using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Shared.Partials;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Jobs;
using Byob.Web.Ledger;
using Byob.Web.Party;
using Byob.Web.Results;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Workers;

/// <summary>What the hub's calls mean: joins, heartbeats, partials and failures become steps of the coordinator.</summary>
public sealed partial class WorkerDesk(
    Coordinator coordinator,
    WorkerLinks links,
    PartialInbox inbox,
    PartyRoster party,
    WorkersOptions options,
    TimeProvider time,
    ILogger<WorkerDesk> logger) : IWorkerConnections
{
    /// <param name="transport">How the connection runs: "WebSockets" or "LongPolling"; null when it is not known.</param>
    public async Task<JoinReply> JoinAsync(WorkerId id, string connectionId, JoinRequest request, string? transport, CancellationToken cancellationToken)
    {
        if (JoinRules.Refusal(request) is { } refusal)
        {
            LogRefused(id, refusal);
            return Reply(refusal, "", [], null);
        }

        if (await FindTwinAsync(id, connectionId, request.Instance, cancellationToken) is { } twin)
        {
            var copied = $"This worker is in the party already, as a process on {twin} that is alive. If its state folder was copied from there, delete the file \"token\" in the copy and join again: "
                + "every machine needs an identity of its own. If it is the same machine, stop the other process first.";
            LogRefused(id, copied);
            return Reply(copied, "", [], null);
        }

        var (reply, replaced) = await coordinator.AskAsync(state => Join(state, id, connectionId, request, transport), cancellationToken);
        if (replaced is not null)
            _ = links.CloseAfterAsync(replaced, client => client.Goodbye(GoodbyeKind.Replaced, "Another process connected with this worker's identity."));
        if (reply.Refusal is null)
            LogJoined(reply.WorkerName, request.Machine.OperatingSystem, request.Capacity.Slots);
        return reply with { Transport = transport };
    }

    public Task HeartbeatAsync(WorkerId id, string connectionId, WorkerHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        var bounded = JoinRules.Bounded(heartbeat);
        return coordinator.AskAsync(
            state =>
            {
                if (!state.Roster.Heard(id, connectionId, bounded, state.Now))
                    return;
                state.Scheduler.Progress(id, bounded, state.Now);
                // The first heartbeat says that the worker has taken in the answer to its join and listens.
                state.Scheduler.WorkerReady(id);
            },
            cancellationToken);
    }

    public async Task<SubmissionReply> SubmitAsync(WorkerId id, LeaseToken token, IAsyncEnumerable<byte[]> frames, CancellationToken cancellationToken)
    {
        // Whether to take the partial in at all; what the worker is told is asked again, and waits for what is written.
        var (verdict, job) = await coordinator.PeekAsync(state => (state.Scheduler.Inspect(id, token), FindJob(state, token)), cancellationToken);
        if (verdict.Lease is not { } lease || job is null)
        {
            await coordinator.AskAsync(state => DiscardSteps.NoteRefused(state, id, token, verdict), cancellationToken);
            return new SubmissionReply(verdict.Outcome, verdict.Sentence);
        }

        try
        {
            var stored = await inbox.StoreAsync(lease.Job, lease.Range, job.Options, frames, cancellationToken);
            var settled = await coordinator.AskAsync(state => JobSteps.Settle(state, id, token, stored), cancellationToken);
            // Its folder was deleted when it ended, and storing made it anew.
            if (settled.Outcome == SubmissionOutcome.JobOver)
                inbox.DeleteJob(lease.Job);
            return new SubmissionReply(settled.Outcome, settled.Sentence);
        }
        catch (PartialFormatException fault)
        {
            LogMalformed(lease.Range, fault.Message);
            await coordinator.AskAsync(state => state.Scheduler.Fail(id, token, LeaseEnd.Malformed, fault.Message, state.Now), cancellationToken);
            return new SubmissionReply(SubmissionOutcome.Malformed, fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogNotStored(lease.Range, fault);
            return new SubmissionReply(SubmissionOutcome.Retry, $"The master could not store the partial: {fault.Message}");
        }
    }

    public Task FailAsync(WorkerId id, LeaseFailure failure, CancellationToken cancellationToken)
    {
        var end = failure.Kind == LeaseFailureKind.GivenBack ? LeaseEnd.GivenBack : LeaseEnd.Failed;
        return coordinator.AskAsync(state => state.Scheduler.Fail(id, failure.Token, end, JoinRules.Bounded(failure.Reason), state.Now), cancellationToken);
    }

    public Task ShrinkAnsweredAsync(WorkerId id, LeaseToken token, long end, CancellationToken cancellationToken) =>
        coordinator.AskAsync(state => state.Scheduler.ShrinkAnswered(id, token, end, state.Now), cancellationToken);

    public Task CapacityChangedAsync(WorkerId id, string connectionId, WorkerCapacity capacity, string? reason, TimeSpan? expected, CancellationToken cancellationToken) =>
        coordinator.AskAsync(
            state =>
            {
                if (state.Roster.Find(id)?.ConnectionId == connectionId && JoinRules.Fits(capacity))
                    Change(state, state.Roster.Find(id)!, capacity, reason is null ? null : JoinRules.Bounded(reason), expected);
            },
            cancellationToken);

    public Task LimitsChangedAsync(WorkerId id, string connectionId, WorkerLimits limits, CancellationToken cancellationToken) =>
        coordinator.AskAsync(
            state =>
            {
                if (state.Roster.Find(id) is { } worker && worker.ConnectionId == connectionId)
                    worker.Limits = JoinRules.Bounded(limits);
            },
            cancellationToken);

    public Task LeaveAsync(WorkerId id, string connectionId, string reason, CancellationToken cancellationToken) =>
        coordinator.AskAsync(
            state =>
            {
                if (state.Roster.Find(id)?.ConnectionId != connectionId)
                    return;
                state.Scheduler.RemoveWorker(id, LeaseEnd.GivenBack, $"The worker left: {JoinRules.Bounded(reason)}", state.Now);
                state.Roster.Left(id);
                HistorySteps.Note(state, id, WorkerEventKind.Left, $"Left: {JoinRules.Bounded(reason)}");
            },
            cancellationToken);

    public async Task DisconnectedAsync(WorkerId id, string connectionId)
    {
        links.Close(connectionId);
        try
        {
            await coordinator.AskAsync(state =>
            {
                if (!state.Roster.Disconnected(id, connectionId, state.Now))
                    return;
                state.Scheduler.WorkerAway(id);
                var seen = state.Now;
                state.Journal.Add(context => context.Workers.Where(worker => worker.Id == id.Value)
                    .ExecuteUpdateAsync(update => update.SetProperty(worker => worker.LastSeenAt, seen)));
                AccountSteps.Write(state, id);
            });
        }
        catch (MasterStoppingException)
        {
            // Then everybody is away, and the next master begins with nobody.
        }
    }

    public async Task DisconnectAsync(WorkerId worker, GoodbyeKind kind, string reason)
    {
        await coordinator.AskAsync(state =>
        {
            state.Scheduler.RemoveWorker(worker, LeaseEnd.Revoked, reason, state.Now);
            state.Roster.Left(worker);
        });
        // All of its connections: also one that was replaced, or has not joined yet.
        await Task.WhenAll(links.Of(worker).Select(connection => links.CloseAfterAsync(connection, client => client.Goodbye(kind, reason))));
    }

    /// <summary>
    /// Another process with the same identity is connected: either it is dead and its connection does not know yet, or the state folder was copied and there are two.
    /// Who is alive gives a sign of life within two heartbeats.
    /// </summary>
    /// <returns>The machine of the other one when it is alive; else null.</returns>
    private async Task<string?> FindTwinAsync(WorkerId id, string connectionId, Guid instance, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        if (await coordinator.LookAsync(state => state.Roster.FindTwin(id, connectionId, instance), cancellationToken) is null)
            return null;
        await Task.Delay(options.HeartbeatInterval * 2, time, cancellationToken);
        return await coordinator.LookAsync(
            state => state.Roster.FindTwin(id, connectionId, instance) is { } other && other.LastHeardAt > asked ? other.Machine.HostName : null,
            cancellationToken);
    }

    /// <summary>Looks here, and not before, whether the worker still belongs to the party and its connection still stands: both may have ended meanwhile.</summary>
    private (JoinReply Reply, string? Replaced) Join(MasterState state, WorkerId id, string connectionId, JoinRequest request, string? transport)
    {
        if (party.Current.Workers.Values.FirstOrDefault(worker => worker.Id == id) is not { } known)
            return (Reply("This worker was removed from the party. Join again with the party password.", "", [], null), null);
        if (!links.IsOpen(connectionId))
            return (Reply("The connection ended before the worker was in.", "", [], null), null);

        var identity = new WorkerIdentity(id, known.Name, known.OwnerId, known.OwnerName, known.BuiltIn);
        var replaced = state.Roster.Join(identity, connectionId, request, state.Now);
        var entry = state.Roster.Find(id)!;
        entry.Transport = transport;
        var verdicts = state.Scheduler.JoinWorker(id, request.Capacity, request.MeasuredBytesPerSecond, request.Held, state.Now, request.Machine.MemoryBytes);
        HistorySteps.Note(state, id, WorkerEventKind.Joined, $"Joined with {Format.Plural(request.Capacity.Slots, "slot")}: {request.Machine.OperatingSystem}, version {request.WorkerVersion}.");
        var reply = Reply(null, known.Name, verdicts, EffectRunner.CurrentJob(state)) with { SetAside = state.Scheduler.ReputationOf(id)?.SetAside };
        if (OrderSteps.InForce(state, id) is not { } order)
            return (reply, replaced);
        OrderSteps.Apply(state, entry);
        return (reply with { Order = order.AsSent(state.Now) }, replaced);
    }

    private static void Change(MasterState state, WorkerEntry worker, WorkerCapacity capacity, string? reason, TimeSpan? expected)
    {
        worker.Capacity = capacity;
        worker.CapacityReason = reason;
        worker.HeldUntil = capacity.Slots == 0 && expected is { } span && span > TimeSpan.Zero && span < JoinRules.LongestHold ? state.Now + span : null;
        OrderSteps.Apply(state, worker);
    }

    private static LiveJob? FindJob(MasterState state, LeaseToken token) =>
        state.Scheduler.FindLease(token) is { } lease ? state.FindJob(lease.Job) : null;

    private JoinReply Reply(string? refusal, string workerName, IReadOnlyList<HeldLeaseVerdict> verdicts, JobNotice? job) =>
        new(refusal, party.Name, workerName, party.Term, options.HeartbeatInterval, options.MaxFrameBytes, verdicts, job, ProtocolVersion: ProtocolVersion.Current);

    [LoggerMessage(5003, LogLevel.Information, "Worker {Worker} joined: {System}, {Slots} slots")]
    private partial void LogJoined(string worker, string system, int slots);

    [LoggerMessage(5004, LogLevel.Warning, "Worker {Worker} was refused: {Reason}")]
    private partial void LogRefused(WorkerId worker, string reason);

    [LoggerMessage(5005, LogLevel.Warning, "A partial of {Range} is mangled: {Fault}")]
    private partial void LogMalformed(ByteRange range, string fault);

    [LoggerMessage(5006, LogLevel.Error, "A partial of {Range} could not be stored")]
    private partial void LogNotStored(ByteRange range, Exception fault);
}
