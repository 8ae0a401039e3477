using System.Threading.RateLimiting;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Party;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace Byob.Web.Workers;

/// <summary>The workers' door: translates calls, bounds their rate, and decides nothing.</summary>
[Authorize(Policy = Policies.Worker)]
public sealed class PartyHub(WorkerDesk desk, WorkerLinks links) : Hub<IWorkerClient>, IPartyHub
{
    private const int CallsPerSecond = 200;

    private WorkerId Worker => Context.User!.WorkerId();

    public override Task OnConnectedAsync()
    {
        Context.Items[typeof(RateLimiter)] = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = CallsPerSecond * 2,
            TokensPerPeriod = CallsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
        links.Open(Context);
        return base.OnConnectedAsync();
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        (Context.Items[typeof(RateLimiter)] as RateLimiter)?.Dispose();
        await desk.DisconnectedAsync(Worker, Context.ConnectionId);
        await base.OnDisconnectedAsync(exception);
    }

    public Task<JoinReply> Join(JoinRequest request)
    {
        Spend();
        return desk.JoinAsync(Worker, Context.ConnectionId, request, Context.Features.Get<IHttpTransportFeature>()?.TransportType.ToString(), Context.ConnectionAborted);
    }

    public Task Heartbeat(WorkerHeartbeat heartbeat)
    {
        Spend();
        return desk.HeartbeatAsync(Worker, Context.ConnectionId, heartbeat, Context.ConnectionAborted);
    }

    public Task<SubmissionReply> SubmitPartial(LeaseToken token, IAsyncEnumerable<byte[]> frames)
    {
        Spend();
        return desk.SubmitAsync(Worker, token, frames, Context.ConnectionAborted);
    }

    public Task FailLease(LeaseFailure failure)
    {
        Spend();
        return desk.FailAsync(Worker, failure, Context.ConnectionAborted);
    }

    public Task AnswerShrink(LeaseToken token, long end)
    {
        Spend();
        return desk.ShrinkAnsweredAsync(Worker, token, end, Context.ConnectionAborted);
    }

    public Task ChangeCapacity(WorkerCapacity capacity, string? reason, TimeSpan? expected)
    {
        Spend();
        return desk.CapacityChangedAsync(Worker, Context.ConnectionId, capacity, reason, expected, Context.ConnectionAborted);
    }

    public Task ChangeLimits(WorkerLimits limits)
    {
        Spend();
        return desk.LimitsChangedAsync(Worker, Context.ConnectionId, limits, Context.ConnectionAborted);
    }

    public Task Leave(string reason)
    {
        Spend();
        return desk.LeaveAsync(Worker, Context.ConnectionId, reason, Context.ConnectionAborted);
    }

    private void Spend()
    {
        if (Context.Items[typeof(RateLimiter)] is RateLimiter limiter && limiter.AttemptAcquire().IsAcquired)
            return;
        Context.Abort();
        throw new HubException($"More than {CallsPerSecond} calls a second: the connection is closed.");
    }
}
