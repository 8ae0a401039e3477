using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Worker.Leasing;
using Byob.Worker.Limits;
using Byob.Worker.Status;

namespace Byob.Worker.Connection;

/// <summary>Takes what the master says to where it belongs.</summary>
internal sealed class MasterOrders(DeskMail mail, StatusBoard board, HoldBoard holds, TimeProvider time) : IWorkerClient
{
    public Task Assign(ChunkLease lease) => mail.PostAsync(new DeskEvent.Assigned(lease)).AsTask();

    public Task Revoke(LeaseToken token, string reason) => mail.PostAsync(new DeskEvent.Revoked(token, reason)).AsTask();

    public Task Shrink(LeaseToken token, long end) => mail.PostAsync(new DeskEvent.ShrinkAsked(token, end)).AsTask();

    public Task CurrentJob(JobNotice? job)
    {
        board.Job(job);
        return Task.CompletedTask;
    }

    public Task Steer(WorkerOrder order)
    {
        Obey(order);
        return Task.CompletedTask;
    }

    /// <summary>Takes an order in the place of the last one.</summary>
    /// <param name="order">Null: there is none.</param>
    public void Obey(WorkerOrder? order)
    {
        if (order is not { Kind: WorkerOrderKind.Pause or WorkerOrderKind.Drain })
        {
            holds.Lift(HoldCause.Party);
            return;
        }

        var pauses = order.Kind == WorkerOrderKind.Pause;
        var until = order.For is { } span ? time.GetUtcNow() + span : (DateTimeOffset?)null;
        holds.Put(new Hold(HoldCause.Party, pauses ? $"Paused by {order.By} from the dashboard." : $"Told by {order.By} from the dashboard to finish and take no more.", until, AtOnce: pauses));
    }

    public Task SetAside(string? reason)
    {
        // The master gives nothing anyway; holding makes the console and "byob status" say why.
        if (reason is null)
            holds.Lift(HoldCause.SetAside);
        else
            holds.Put(new Hold(HoldCause.SetAside, $"{reason} Its owner or the host can take it back on the page Workers.", AtOnce: false));
        return Task.CompletedTask;
    }

    /// <summary>Nothing to do: hearing it is all that counts, and the line has heard it.</summary>
    public Task MasterHeartbeat(MasterHeartbeat heartbeat) => Task.CompletedTask;

    /// <summary>Nothing to do: the line ends with it.</summary>
    public Task Goodbye(GoodbyeKind kind, string reason) => Task.CompletedTask;
}
