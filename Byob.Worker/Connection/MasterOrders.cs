using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Worker.Leasing;
using Byob.Worker.Status;

namespace Byob.Worker.Connection;

/// <summary>Takes what the master says to where it belongs.</summary>
internal sealed class MasterOrders(DeskMail mail, StatusBoard board) : IWorkerClient
{
    public Task Assign(ChunkLease lease) => mail.PostAsync(new DeskEvent.Assigned(lease)).AsTask();

    public Task Revoke(LeaseToken token, string reason) => mail.PostAsync(new DeskEvent.Revoked(token, reason)).AsTask();

    public Task Shrink(LeaseToken token, long end) => mail.PostAsync(new DeskEvent.ShrinkAsked(token, end)).AsTask();

    public Task CurrentJob(JobNotice? job)
    {
        board.Job(job);
        return Task.CompletedTask;
    }

    /// <summary>Nothing to do: hearing it is all that counts, and the line has heard it.</summary>
    public Task MasterHeartbeat(MasterHeartbeat heartbeat) => Task.CompletedTask;

    /// <summary>Nothing to do: the line ends with it.</summary>
    public Task Goodbye(GoodbyeKind kind, string reason) => Task.CompletedTask;
}
