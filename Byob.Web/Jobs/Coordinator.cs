using System.Threading.Channels;
using Byob.Web.Live;
using Byob.Web.Storage;
using Byob.Web.Workers;

namespace Byob.Web.Jobs;

/// <summary>
/// The master's one thread of decisions. Steps come in through <see cref="AskAsync{T}"/> and run one after another; what a batch of them
/// decided is written in one transaction, and only then sent and answered: nobody hears of what a crash could undo.
/// </summary>
public sealed partial class Coordinator(
    MasterStateLoader loader,
    EffectRunner effects,
    PartyStore store,
    WorkerLinks links,
    SnapshotPublisher live,
    WorkersOptions workersOptions,
    TimeProvider time,
    ILogger<Coordinator> logger) : BackgroundService
{
    private const int BatchSteps = 256;
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WriteRetry = TimeSpan.FromSeconds(1);

    private readonly Channel<IStep> _steps = Channel.CreateBounded<IStep>(new BoundedChannelOptions(16_384) { SingleReader = true });
    private readonly TaskCompletionSource<MasterState> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _lastSecond;
    private DateTimeOffset _lastHeartbeat;

    /// <summary>Ends when the state is loaded and steps are taken.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Runs a step on the master's state and answers with its result once everything it decided is written.</summary>
    public async Task<T> AskAsync<T>(Func<MasterState, T> step, CancellationToken cancellationToken = default)
    {
        var item = new Step<T>(step);
        await _steps.Writer.WriteAsync(item, cancellationToken);
        return await item.Answer.WaitAsync(cancellationToken);
    }

    public Task AskAsync(Action<MasterState> step, CancellationToken cancellationToken = default) =>
        AskAsync(
            state =>
            {
                step(state);
                return true;
            },
            cancellationToken);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_loaded.Task.IsCompletedSuccessfully)
        {
            // Workers are told before the loop ends, so that they dial again instead of waiting for silence to mean something.
            var connections = await AskAsync(state => state.Roster.Entries.Select(entry => entry.ConnectionId).OfType<string>().ToList(), cancellationToken);
            await Task.WhenAll(connections.Select(connection =>
                links.CloseAfterAsync(connection, client => client.Goodbye(Shared.Hubs.GoodbyeKind.Restarting, "The master is stopping.")))).WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _steps.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        MasterState state;
        try
        {
            state = await loader.LoadAsync(stoppingToken);
        }
        catch (Exception fault)
        {
            _loaded.TrySetException(fault);
            throw;
        }

        effects.Run(state);
        await CommitAsync(state, [], stoppingToken);
        live.Publish(state);
        _loaded.TrySetResult(state);
        _lastSecond = time.GetUtcNow();

        using var ticker = new PeriodicTimer(TickInterval, time);
        var tick = ticker.WaitForNextTickAsync(stoppingToken).AsTask();
        var more = _steps.Reader.WaitToReadAsync(stoppingToken).AsTask();
        while (true)
        {
            await Task.WhenAny(more, tick);
            if (more.IsCompleted)
            {
                if (!await more)
                    break;
                await RunBatchAsync(state, stoppingToken);
                more = _steps.Reader.WaitToReadAsync(stoppingToken).AsTask();
            }

            if (tick.IsCompleted)
            {
                await tick;
                await TickAsync(state, stoppingToken);
                tick = ticker.WaitForNextTickAsync(stoppingToken).AsTask();
            }
        }
    }

    private async Task RunBatchAsync(MasterState state, CancellationToken cancellationToken)
    {
        List<IStep> batch = [];
        while (batch.Count < BatchSteps && _steps.Reader.TryRead(out var step))
        {
            step.Run(state);
            batch.Add(step);
        }

        if (batch.Count == 0)
            return;
        state.Scheduler.Assign(state.Now);
        effects.Run(state);
        await CommitAsync(state, batch, cancellationToken);
        live.MarkDirty();
    }

    private async Task TickAsync(MasterState state, CancellationToken cancellationToken)
    {
        var now = state.Now;
        if (now - _lastHeartbeat >= workersOptions.HeartbeatInterval)
        {
            _lastHeartbeat = now;
            Beat(state, now);
        }

        if (now - _lastSecond >= TimeSpan.FromSeconds(1))
        {
            foreach (var job in state.Jobs)
                job.Tick(now - _lastSecond);
            live.Sample(state, now);
            _lastSecond = now;
        }

        state.Scheduler.Assign(now);
        effects.Run(state);
        await CommitAsync(state, [], cancellationToken);
        live.PublishIfDirty(state);
    }

    private void Beat(MasterState state, DateTimeOffset now)
    {
        foreach (var (worker, reason) in state.Roster.Tick(now))
        {
            LogWorkerLost(worker.Identity.Name, reason);
            state.Scheduler.RemoveWorker(worker.Identity.Id, Ledger.LeaseEnd.Lost, reason);
            live.MarkDirty();
        }

        var heartbeat = new Shared.Hubs.MasterHeartbeat(state.Scheduler.Term);
        foreach (var worker in state.Roster.Entries)
        {
            if (worker.ConnectionId is { } connection)
                links.Send(connection, client => client.MasterHeartbeat(heartbeat));
        }
    }

    /// <summary>Writes what the steps decided, however long it takes, then lets it out into the world.</summary>
    private async Task CommitAsync(MasterState state, List<IStep> batch, CancellationToken cancellationToken)
    {
        while (state.Journal.Count > 0)
        {
            try
            {
                await store.WriteAsync(
                    async context =>
                    {
                        foreach (var change in state.Journal)
                            await change(context);
                    },
                    cancellationToken);
                state.Journal.Clear();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogWriteFailed(fault);
                await Task.Delay(WriteRetry, time, cancellationToken);
            }
        }

        foreach (var action in state.Afterwards)
            action();
        state.Afterwards.Clear();
        foreach (var step in batch)
            step.Finish();
    }

    [LoggerMessage(3001, LogLevel.Warning, "Worker {Worker} is lost: {Reason}")]
    private partial void LogWorkerLost(string worker, string reason);

    [LoggerMessage(3002, LogLevel.Error, "The database cannot be written; counting waits until it can. Is the disk full?")]
    private partial void LogWriteFailed(Exception fault);

    private interface IStep
    {
        void Run(MasterState state);

        void Finish();
    }

    private sealed class Step<T>(Func<MasterState, T> work) : IStep
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _fault;

        public Task<T> Answer => _answer.Task;

        public void Run(MasterState state)
        {
            try
            {
                _result = work(state);
            }
            catch (Exception fault)
            {
                _fault = fault;
            }
        }

        public void Finish()
        {
            if (_fault is null)
                _answer.SetResult(_result!);
            else
                _answer.SetException(_fault);
        }
    }
}
