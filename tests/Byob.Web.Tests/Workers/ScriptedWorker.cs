using System.Threading.Channels;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Tests.Hosting;
using Byob.Web.Tests.Results;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Workers;

/// <summary>The other end of the hub: a real connection with a real token, which says what a test tells it to say and keeps what it hears.</summary>
internal sealed class ScriptedWorker : IAsyncDisposable
{
    private readonly HubConnection _hub;
    private readonly Channel<ChunkLease> _leases = Channel.CreateUnbounded<ChunkLease>();
    private readonly Channel<LeaseToken> _revoked = Channel.CreateUnbounded<LeaseToken>();
    private readonly Channel<(LeaseToken Token, long End)> _shrinks = Channel.CreateUnbounded<(LeaseToken, long)>();
    private readonly Channel<WorkerOrder> _orders = Channel.CreateUnbounded<WorkerOrder>();
    private readonly Channel<string?> _setAside = Channel.CreateUnbounded<string?>();
    private readonly Channel<JobNotice?> _jobs = Channel.CreateUnbounded<JobNotice?>();
    private readonly TaskCompletionSource<GoodbyeKind> _goodbye = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ScriptedWorker(Uri master, EnrolReply identity)
    {
        Identity = identity;
        _hub = new HubConnectionBuilder()
            .WithUrl(new Uri(master, PartyRoutes.Hub), http => http.AccessTokenProvider = () => Task.FromResult<string?>(identity.Token))
            .AddMessagePackProtocol()
            .Build();
        _hub.On<ChunkLease>(nameof(IWorkerClient.Assign), lease => _leases.Writer.TryWrite(lease));
        _hub.On<LeaseToken, string>(nameof(IWorkerClient.Revoke), (token, _) => _revoked.Writer.TryWrite(token));
        _hub.On<LeaseToken, long>(nameof(IWorkerClient.Shrink), (token, end) => _shrinks.Writer.TryWrite((token, end)));
        _hub.On<JobNotice?>(nameof(IWorkerClient.CurrentJob), job => _jobs.Writer.TryWrite(job));
        _hub.On<WorkerOrder>(nameof(IWorkerClient.Steer), order => _orders.Writer.TryWrite(order));
        _hub.On<string?>(nameof(IWorkerClient.SetAside), reason => _setAside.Writer.TryWrite(reason));
        _hub.On<GoodbyeKind, string>(nameof(IWorkerClient.Goodbye), (kind, _) => _goodbye.TrySetResult(kind));
        _hub.Closed += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public EnrolReply Identity { get; }

    public WorkerId Id => Identity.Worker;

    public Guid Instance { get; init; } = Guid.CreateVersion7();

    public bool IsClosed => _closed.Task.IsCompleted;

    public Task Closed => _closed.Task.WaitAsync(MasterHost.Patience);

    public Task<GoodbyeKind> Goodbye => _goodbye.Task.WaitAsync(MasterHost.Patience);

    public static async Task<ScriptedWorker> DialAsync(Uri master, EnrolReply identity)
    {
        var worker = new ScriptedWorker(master, identity);
        await worker._hub.StartAsync(TestContext.Current.CancellationToken).WaitAsync(MasterHost.Patience);
        return worker;
    }

    public static JoinRequest Request(Guid instance, int slots = 1, int prefetch = 0, params HeldLease[] held) => new(
        ProtocolVersion.Current,
        "1.0",
        instance,
        new MachineDescription("host", "Linux", "X64", 4, 1L << 30, ".NET"),
        new WorkerCapacity(slots, prefetch),
        0,
        held);

    public Task<JoinReply> JoinAsync(int slots = 1, int prefetch = 0, params HeldLease[] held) => JoinAsync(Request(Instance, slots, prefetch, held));

    public Task<JoinReply> JoinAsync(JoinRequest request) => CallAsync<JoinReply>(nameof(IPartyHub.Join), request);

    /// <summary>When it has returned, the chunks that follow from it are on their way.</summary>
    public Task BeatAsync(params LeaseProgress[] progress) =>
        CallAsync(nameof(IPartyHub.Heartbeat), new WorkerHeartbeat(new WorkerVitals(10, 1000, 5000, 0), progress, null));

    public Task<SubmissionReply> SubmitAsync(LeaseToken token, byte[] partial, int frameBytes = 1000) =>
        CallAsync<SubmissionReply>(nameof(IPartyHub.SubmitPartial), token, CountedJob.Frames(partial, frameBytes));

    public Task<SubmissionReply> SubmitAsync(LeaseToken token, IAsyncEnumerable<byte[]> frames) =>
        CallAsync<SubmissionReply>(nameof(IPartyHub.SubmitPartial), token, frames);

    /// <summary>Counts a chunk of the text as a good worker does, and submits it.</summary>
    public Task<SubmissionReply> CountAsync(ChunkLease lease, byte[] text) =>
        SubmitAsync(lease.Token, CountedJob.Partial(text, lease.Range, lease.Options));

    public Task FailAsync(LeaseToken token, LeaseFailureKind kind, string reason) => CallAsync(nameof(IPartyHub.FailLease), new LeaseFailure(token, kind, reason));

    public Task LeaveAsync() => CallAsync(nameof(IPartyHub.Leave), "Enough for today.");

    /// <summary>Sends without waiting for an answer.</summary>
    public Task SendAsync(string method, object argument) => _hub.SendAsync(method, argument, TestContext.Current.CancellationToken);

    public Task CallAsync(string method, params object?[] arguments) =>
        _hub.InvokeCoreAsync(method, arguments, TestContext.Current.CancellationToken).WaitAsync(MasterHost.Patience);

    public Task<T> CallAsync<T>(string method, params object?[] arguments) =>
        _hub.InvokeCoreAsync<T>(method, arguments, TestContext.Current.CancellationToken).WaitAsync(MasterHost.Patience);

    public Task<ChunkLease> LeaseAsync() => NextAsync(_leases);

    public Task<LeaseToken> RevokedAsync() => NextAsync(_revoked);

    /// <summary>Where it is asked to stop.</summary>
    public Task<(LeaseToken Token, long End)> ShrinkAsync() => NextAsync(_shrinks);

    public Task AnswerShrinkAsync(LeaseToken token, long end) => CallAsync(nameof(IPartyHub.AnswerShrink), token, end);

    public Task<JobNotice?> JobAsync() => NextAsync(_jobs);

    /// <summary>What it is told to do from the dashboard.</summary>
    public Task<WorkerOrder> OrderAsync() => NextAsync(_orders);

    /// <summary>Why it is set aside, or null when it was taken back.</summary>
    public Task<string?> SetAsideAsync() => NextAsync(_setAside);

    /// <summary>Obeys: says that it takes nothing, or takes something again.</summary>
    public Task TakeAsync(int slots, string? reason = null, TimeSpan? expected = null) =>
        CallAsync(nameof(IPartyHub.ChangeCapacity), new WorkerCapacity(slots, 0), reason, expected);

    /// <summary>What was said of the current job and not asked for yet.</summary>
    public IReadOnlyList<JobNotice?> JobsLeft()
    {
        List<JobNotice?> left = [];
        while (_jobs.Reader.TryRead(out var job))
            left.Add(job);
        return left;
    }

    /// <summary>Counts all that it is given, until it is disposed.</summary>
    public Task WorkAsync(byte[] text) => WorkAsync(_ => text);

    /// <summary>The same for jobs over several texts.</summary>
    public async Task WorkAsync(Func<JobId, byte[]> textOf)
    {
        await foreach (var lease in _leases.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
            await CountAsync(lease, textOf(lease.Job));
    }

    /// <summary>Ends the connection without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        _leases.Writer.TryComplete();
        await _hub.DisposeAsync().AsTask().WaitAsync(MasterHost.Patience);
    }

    private static Task<T> NextAsync<T>(Channel<T> channel) =>
        channel.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(MasterHost.Patience);
}
