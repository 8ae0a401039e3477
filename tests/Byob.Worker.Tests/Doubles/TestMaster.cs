using System.Threading.Channels;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Tests.Doubles;

/// <summary>A master on loopback with real HTTP and a real hub: records what workers say, and does what the test tells it to.</summary>
internal sealed class TestMaster : IAsyncDisposable
{
    public const string GoodToken = "a-good-token";
    public const string GoodPassword = "open sesame";

    private readonly WebApplication _app;
    private readonly IHubContext<TestPartyHub, IWorkerClient> _hub;

    private TestMaster(WebApplication app, string prefix)
    {
        _app = app;
        _hub = app.Services.GetRequiredService<IHubContext<TestPartyHub, IWorkerClient>>();
        Address = new Uri(app.Urls.First() + prefix);
    }

    public Uri Address { get; }

    public byte[] Data { get; set; } = [];

    /// <summary>Where workers are told that the bytes lie on the web; null when the master has them.</summary>
    public DatasetSourceReply? Source { get; set; }

    public HashSet<string> Tokens { get; } = [GoodToken];

    /// <summary>As a proxy does that knows nothing of them.</summary>
    public bool RefusesWebSockets { get; set; }

    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    public int MaxFrameBytes { get; set; } = 64 << 10;

    public Func<JoinRequest, JoinReply>? OnJoin { get; set; }

    public Func<LeaseToken, byte[], Task<SubmissionReply>> OnSubmit { get; set; } =
        (_, _) => Task.FromResult(new SubmissionReply(SubmissionOutcome.Accepted, "It counts."));

    /// <summary>Runs before an answer to a shrink is recorded and ends.</summary>
    public Func<LeaseToken, long, Task> OnShrinkAnswer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Answers a range instead of the master, when set; returns whether it did.</summary>
    public Func<HttpContext, Task<bool>>? OnRange { get; set; }

    public Func<EnrolRequest, IResult>? OnEnrol { get; set; }

    public Recorded<JoinRequest> Joins { get; } = new();

    public Recorded<WorkerHeartbeat> Heartbeats { get; } = new();

    public Recorded<(LeaseToken Token, byte[] Partial, int LargestFrame)> Submissions { get; } = new();

    public Recorded<LeaseFailure> Failures { get; } = new();

    public Recorded<(LeaseToken Token, long End)> ShrinkAnswers { get; } = new();

    public Recorded<(WorkerCapacity Capacity, string? Reason, TimeSpan? Expected)> CapacityChanges { get; } = new();

    /// <summary>Changes of limits that do not get through.</summary>
    public int FailLimitChanges { get; set; }

    public Recorded<WorkerLimits> LimitChanges { get; } = new();

    public Recorded<string> Leaves { get; } = new();

    public Recorded<string> Ranges { get; } = new();

    public Recorded<EnrolRequest> Enrolments { get; } = new();

    /// <summary>The latest connection.</summary>
    public HubCallerContext? Connection { get; set; }

    /// <summary>The worker of the latest connection.</summary>
    public IWorkerClient Worker => _hub.Clients.Client(Connection!.ConnectionId);

    public static async Task<TestMaster> StartAsync(byte[]? data = null, string prefix = "")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var cell = new TestMasterCell();
        builder.Services.AddSingleton(cell);
        builder.Services.AddSignalR(hub =>
        {
            hub.MaximumReceiveMessageSize = 128 << 10;
            // A call that a test holds up must not hold up the others.
            hub.MaximumParallelInvocationsPerClient = 8;
        }).AddMessagePackProtocol();
        var app = builder.Build();
        app.UsePathBase(prefix);
        app.UseRouting();
        app.Use((context, next) => cell.Master.GuardAsync(context, next));
        app.MapHub<TestPartyHub>("/" + PartyRoutes.Hub);
        app.MapGet("/api/datasets/{id:guid}/bytes", context => cell.Master.RangeAsync(context));
        app.MapGet("/api/datasets/{id:guid}/source", () => cell.Master.Source is { } source ? Results.Json(source) : Results.NoContent());
        app.MapPost("/" + PartyRoutes.Enrol, (EnrolRequest request) => cell.Master.Enrol(request));
        app.MapDelete("/" + PartyRoutes.ThisWorker, (HttpContext context) => cell.Master.Forget(context));
        app.MapGet("/" + PartyRoutes.Health, () => Results.Ok());
        await app.StartAsync();
        cell.Master = new TestMaster(app, prefix) { Data = data ?? [] };
        return cell.Master;
    }

    public JoinReply Welcome(JoinRequest request) => new(
        null,
        "The test party",
        "worker-1",
        1,
        HeartbeatInterval,
        MaxFrameBytes,
        [.. request.Held.Select(held => new HeldLeaseVerdict(held.Token, held.Token, null))],
        null,
        ProtocolVersion: ProtocolVersion.Current);

    public ChunkLease Lease(ByteRange range, long term = 1) =>
        new(LeaseToken.New(term), new JobId(Guid.Empty), 7, new DatasetId(Guid.Empty), Data.Length, range, 1, new());

    public async Task<ChunkLease> AssignAsync(ByteRange range)
    {
        var lease = Lease(range);
        await Worker.Assign(lease);
        return lease;
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }

    private IResult Forget(HttpContext context)
    {
        Tokens.Remove(context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal));
        return Results.NoContent();
    }

    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "";
        var token = context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        if (RefusesWebSockets && context.Request.Headers.Upgrade == "websocket")
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        else if (path != "/" + PartyRoutes.Enrol && path != "/" + PartyRoutes.Health && !Tokens.Contains(token))
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else
            await next(context);
    }

    private async Task RangeAsync(HttpContext context)
    {
        Ranges.Add(context.Request.Headers.Range.ToString());
        if (OnRange is not null && await OnRange(context))
            return;
        await Results.Bytes(Data, enableRangeProcessing: true).ExecuteAsync(context);
    }

    private IResult Enrol(EnrolRequest request)
    {
        Enrolments.Add(request);
        if (OnEnrol is not null)
            return OnEnrol(request);
        return request.Password == GoodPassword
            ? Results.Json(new EnrolReply(WorkerId.New(), GoodToken, request.WorkerName, "The test party"))
            : Results.Problem("The password is not the party's.", statusCode: 401);
    }

    private sealed class TestMasterCell
    {
        public TestMaster Master { get; set; } = null!;
    }

    private sealed class TestPartyHub(TestMasterCell cell) : Hub<IWorkerClient>, IPartyHub
    {
        private TestMaster Master => cell.Master;

        public Task<JoinReply> Join(JoinRequest request)
        {
            Master.Connection = Context;
            var reply = (Master.OnJoin ?? Master.Welcome)(request);
            Master.Joins.Add(request);
            return Task.FromResult(reply);
        }

        public Task Heartbeat(WorkerHeartbeat heartbeat)
        {
            Master.Heartbeats.Add(heartbeat);
            return Task.CompletedTask;
        }

        public async Task<SubmissionReply> SubmitPartial(LeaseToken token, IAsyncEnumerable<byte[]> frames)
        {
            using var partial = new MemoryStream();
            var largest = 0;
            await foreach (var frame in frames)
            {
                largest = Math.Max(largest, frame.Length);
                partial.Write(frame);
            }

            var reply = await Master.OnSubmit(token, partial.ToArray());
            Master.Submissions.Add((token, partial.ToArray(), largest));
            return reply;
        }

        public Task FailLease(LeaseFailure failure)
        {
            Master.Failures.Add(failure);
            return Task.CompletedTask;
        }

        public async Task AnswerShrink(LeaseToken token, long end)
        {
            await Master.OnShrinkAnswer(token, end);
            Master.ShrinkAnswers.Add((token, end));
        }

        public Task ChangeCapacity(WorkerCapacity capacity, string? reason, TimeSpan? expected)
        {
            Master.CapacityChanges.Add((capacity, reason, expected));
            return Task.CompletedTask;
        }

        public Task ChangeLimits(WorkerLimits limits)
        {
            if (Master.FailLimitChanges-- > 0)
                throw new HubException("Not now.");
            Master.LimitChanges.Add(limits);
            return Task.CompletedTask;
        }

        public Task Leave(string reason)
        {
            Master.Leaves.Add(reason);
            return Task.CompletedTask;
        }
    }
}
