using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Worker.Counting;
using Byob.Worker.Leasing;
using Byob.Worker.Limits;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Connection;

/// <summary>One connection to the master's hub: the typed calls in both directions, when the master was last heard, and how it ended.</summary>
internal sealed class PartyLine : IMasterLine, IAsyncDisposable
{
    /// <summary>For dialling, and for every answer but that to a partial.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);
    private const int SmallestFrame = 1 << 10;
    private const int LargestFrame = 64 << 10;
    private const int MostInOnePost = 512 << 10;

    private readonly HubConnection _hub;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<LineEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BytePace? _up;
    private long _heardAt;
    private int _frameBytes = LargestFrame;

    private PartyLine(HubConnection hub, IWorkerClient orders, BytePace? up, TimeProvider time)
    {
        _up = up;
        _hub = hub;
        _time = time;
        _heardAt = time.GetTimestamp();
        _hub.On<ChunkLease>(nameof(IWorkerClient.Assign), lease => Hear(orders.Assign(lease)));
        _hub.On<LeaseToken, string>(nameof(IWorkerClient.Revoke), (token, reason) => Hear(orders.Revoke(token, reason)));
        _hub.On<LeaseToken, long>(nameof(IWorkerClient.Shrink), (token, end) => Hear(orders.Shrink(token, end)));
        _hub.On<JobNotice?>(nameof(IWorkerClient.CurrentJob), job => Hear(orders.CurrentJob(job)));
        _hub.On<WorkerOrder>(nameof(IWorkerClient.Steer), order => Hear(orders.Steer(order)));
        _hub.On<string?>(nameof(IWorkerClient.SetAside), reason => Hear(orders.SetAside(reason)));
        _hub.On<MasterHeartbeat>(nameof(IWorkerClient.MasterHeartbeat), beat => Hear(orders.MasterHeartbeat(beat)));
        _hub.On<GoodbyeKind, string>(nameof(IWorkerClient.Goodbye), (kind, reason) => Hear(Goodbye(orders, kind, reason)));
        _hub.Closed += fault =>
        {
            _ended.TrySetResult(LineEnd.Lost(fault is null ? "The master closed the connection." : $"The connection to the master broke: {fault.Message}"));
            return Task.CompletedTask;
        };
    }

    /// <summary>Completes when the connection is over.</summary>
    public Task<LineEnd> Ended => _ended.Task;

    /// <summary>How long ago the master was heard.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _heardAt));

    /// <exception cref="MasterAwayException">The master cannot be reached, or does not know the worker.</exception>
    public static async Task<PartyLine> DialAsync(WorkerEngineOptions options, IWorkerClient orders, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = new HubConnectionBuilder()
            .WithUrl(new Uri(MasterAddress.AsBase(options.Master), PartyRoutes.Hub), http => Dress(http, options))
            .AddMessagePackProtocol();
        builder.Services.AddSingleton(loggers);
        var line = new PartyLine(builder.Build(), orders, options.Throttle?.Up, time);
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await line._hub.StartAsync(either.Token);
            return line;
        }
        catch (Exception e)
        {
            await line.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw MasterAwayException.From(e, options.Master, patience.IsCancellationRequested);
        }
    }

    private static void Dress(HttpConnectionOptions http, WorkerEngineOptions options)
    {
        var trust = options.Trust;
        http.AccessTokenProvider = () => options.Token(CancellationToken.None).AsTask();
        http.HttpMessageHandlerFactory = _ => trust.NewHandler();
        http.WebSocketConfiguration = socket => socket.RemoteCertificateValidationCallback = trust.Judge;
        // Where WebSockets are blocked, what has gathered goes out as the body of one POST: small enough for the usual bound of a proxy, 1 MB.
        http.TransportMaxBufferSize = MostInOnePost;
    }

    public async Task<JoinReply> JoinAsync(JoinRequest request, CancellationToken cancellationToken)
    {
        var reply = await _hub.InvokeAsync<JoinReply>(nameof(IPartyHub.Join), request, cancellationToken).WaitAsync(s_patience, _time, cancellationToken);
        _frameBytes = Math.Clamp(reply.MaxFrameBytes, SmallestFrame, LargestFrame);
        return reply;
    }

    /// <summary>Ends when the heartbeat is on its way; nobody answers it.</summary>
    public Task HeartbeatAsync(WorkerHeartbeat heartbeat, CancellationToken cancellationToken) =>
        _hub.SendAsync(nameof(IPartyHub.Heartbeat), heartbeat, cancellationToken);

    public Task<SubmissionReply> SubmitPartialAsync(LeaseToken token, string partialPath, CancellationToken cancellationToken)
    {
        var frames = PartialSpool.FramesAsync(partialPath, _frameBytes, _up, cancellationToken);
        return _hub.InvokeAsync<SubmissionReply>(nameof(IPartyHub.SubmitPartial), token, frames, cancellationToken);
    }

    public Task AnswerShrinkAsync(LeaseToken token, long end, CancellationToken cancellationToken) =>
        _hub.InvokeAsync(nameof(IPartyHub.AnswerShrink), token, end, cancellationToken).WaitAsync(s_patience, _time, cancellationToken);

    public Task FailLeaseAsync(LeaseFailure failure, CancellationToken cancellationToken) =>
        _hub.InvokeAsync(nameof(IPartyHub.FailLease), failure, cancellationToken).WaitAsync(s_patience, _time, cancellationToken);

    public Task ChangeCapacityAsync(WorkerCapacity capacity, string? reason, TimeSpan? expected, CancellationToken cancellationToken) =>
        _hub.InvokeAsync(nameof(IPartyHub.ChangeCapacity), capacity, reason, expected, cancellationToken).WaitAsync(s_patience, _time, cancellationToken);

    public Task ChangeLimitsAsync(WorkerLimits limits, CancellationToken cancellationToken) =>
        _hub.InvokeAsync(nameof(IPartyHub.ChangeLimits), limits, cancellationToken).WaitAsync(s_patience, _time, cancellationToken);

    public Task LeaveAsync(string reason, CancellationToken cancellationToken) =>
        _hub.InvokeAsync(nameof(IPartyHub.Leave), reason, cancellationToken).WaitAsync(s_farewell, _time, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _hub.DisposeAsync().AsTask().WaitAsync(s_farewell, _time);
        }
        catch (TimeoutException)
        {
            // A master that is gone does not answer a goodbye either.
        }

        _ended.TrySetResult(LineEnd.Lost("The worker closed the connection."));
    }

    private Task Hear(Task handled)
    {
        Volatile.Write(ref _heardAt, _time.GetTimestamp());
        return handled;
    }

    private async Task Goodbye(IWorkerClient orders, GoodbyeKind kind, string reason)
    {
        await orders.Goodbye(kind, reason);
        var end = kind switch
        {
            GoodbyeKind.Removed => LineEndKind.Removed,
            GoodbyeKind.Replaced => LineEndKind.Replaced,
            _ => LineEndKind.Lost,
        };
        _ended.TrySetResult(new LineEnd(end, reason));
    }
}
