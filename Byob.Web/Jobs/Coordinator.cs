using System.Threading.Channels;
using Byob.Web.Live;

namespace Byob.Web.Jobs;

/// <summary>
/// The master's one thread of decisions. Steps come in through <see cref="AskAsync{T}"/> and run one after another; what a batch of them
/// decided is written in one transaction, and only then sent and answered: nobody hears of what a crash could undo.
/// </summary>
/// <remarks>
/// A step that throws answers its asker and harms nobody else. A broken account (<see cref="System.Diagnostics.UnreachableException"/>) and any
/// fault outside a step end the loop, and with it the master: what is written holds, and the next start goes on from there.
/// </remarks>
public sealed partial class Coordinator(
    MasterStateLoader loader,
    EffectRunner effects,
    MasterJournal journal,
    Heartbeats heartbeats,
    SnapshotPublisher live,
    TimeProvider time,
    ILogger<Coordinator> logger) : BackgroundService
{
    private const int BatchSteps = 256;
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a stop waits for what was asked before it to be decided and written.</summary>
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(5);

    private readonly Channel<CoordinatorStep> _steps = Channel.CreateBounded<CoordinatorStep>(new BoundedChannelOptions(16_384) { SingleReader = true });
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<CoordinatorStep> _batch = [];
    private DateTimeOffset _lastSecond;

    /// <summary>Ends when the state is loaded and steps are taken.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Runs a step on the master's state and answers with its result once everything it decided is written.</summary>
    /// <exception cref="MasterStoppingException">The master stops, and nothing came of it.</exception>
    public Task<T> AskAsync<T>(Func<MasterState, T> step, CancellationToken cancellationToken = default) =>
        QueueAsync(new CoordinatorStep<T>(step, changes: true), cancellationToken);

    /// <inheritdoc cref="AskAsync{T}"/>
    public Task AskAsync(Action<MasterState> step, CancellationToken cancellationToken = default) =>
        AskAsync(
            state =>
            {
                step(state);
                return true;
            },
            cancellationToken);

    /// <summary>Like <see cref="AskAsync{T}"/>, for a step that changes nothing: no snapshot follows from it.</summary>
    public Task<T> LookAsync<T>(Func<MasterState, T> look, CancellationToken cancellationToken = default) =>
        QueueAsync(new CoordinatorStep<T>(look, changes: false), cancellationToken);

    /// <summary>
    /// Like <see cref="LookAsync{T}"/>, but without waiting for the disk: what is seen may not be written yet, and a crash could undo it.
    /// Only for what the master does next by itself; whatever anybody is told of it has to be asked again.
    /// </summary>
    public Task<T> PeekAsync<T>(Func<MasterState, T> look, CancellationToken cancellationToken = default) =>
        QueueAsync(new CoordinatorStep<T>(look, changes: false, peeks: true), cancellationToken);

    /// <summary>What is already asked is decided and written; then nothing more is taken.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _steps.Writer.TryComplete();
        if (ExecuteTask is { } running)
            await running.WaitAsync(LastWrites, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var state = await loader.LoadAsync(stoppingToken);
            effects.Run(state);
            await journal.WriteAsync(state, stoppingToken);
            live.Publish(state);
            _lastSecond = state.Now;
            _loaded.TrySetResult();
            await RunAsync(state, stoppingToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            LogBroken(fault);
            throw;
        }
        finally
        {
            _steps.Writer.TryComplete();
            _loaded.TrySetException(new MasterStoppingException());
            while (_steps.Reader.TryRead(out var step))
                _batch.Add(step);
            foreach (var step in _batch)
                step.Refuse();
        }
    }

    private async Task<T> QueueAsync<T>(CoordinatorStep<T> step, CancellationToken cancellationToken)
    {
        try
        {
            await _steps.Writer.WriteAsync(step, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new MasterStoppingException();
        }

        return await step.Answer.WaitAsync(cancellationToken);
    }

    private async Task RunAsync(MasterState state, CancellationToken cancellationToken)
    {
        using var ticker = new PeriodicTimer(TickInterval, time);
        var tick = ticker.WaitForNextTickAsync(cancellationToken).AsTask();
        var more = _steps.Reader.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            await Task.WhenAny(more, tick);
            if (more.IsCompleted)
            {
                if (!await more)
                    break;
                await RunBatchAsync(state, cancellationToken);
                more = _steps.Reader.WaitToReadAsync(cancellationToken).AsTask();
            }

            if (tick.IsCompleted)
            {
                await tick;
                await TickAsync(state, cancellationToken);
                tick = ticker.WaitForNextTickAsync(cancellationToken).AsTask();
            }
        }
    }

    private async Task RunBatchAsync(MasterState state, CancellationToken cancellationToken)
    {
        for (var taken = 0; taken < BatchSteps && _steps.Reader.TryRead(out var step); taken++)
        {
            _batch.Add(step);
            if (step.Run(state) is { } fault)
                LogStepFailed(fault);
            if (step.Peeks)
            {
                _batch.RemoveAt(_batch.Count - 1);
                step.Finish();
                continue;
            }

            // At once, so that the next step sees the jobs in the states to which this one brought them.
            effects.Run(state);
        }

        await SettleAsync(state, cancellationToken);
        if (_batch.Exists(step => step.Changes))
            live.MarkDirty();
        if (state.ShowAtOnce)
            live.Publish(state);
        state.ShowAtOnce = false;
        foreach (var step in _batch)
            step.Finish();
        _batch.Clear();
    }

    private async Task TickAsync(MasterState state, CancellationToken cancellationToken)
    {
        var now = state.Now;
        if (heartbeats.Tick(state, now))
            live.MarkDirty();
        if (now - _lastSecond >= TimeSpan.FromSeconds(1))
        {
            foreach (var job in state.Jobs)
                job.Tick(now - _lastSecond);
            live.Sample(state, now);
            _lastSecond = now;
        }

        await SettleAsync(state, cancellationToken);
        if (state.ShowAtOnce)
            live.MarkDirty();
        state.ShowAtOnce = false;
        live.PublishIfDirty(state);
    }

    /// <summary>Hands out chunks, writes all that was decided, and lets it out into the world.</summary>
    private async Task SettleAsync(MasterState state, CancellationToken cancellationToken)
    {
        state.Scheduler.Assign(state.Now);
        effects.Run(state);
        effects.TellCurrentJob(state);
        await journal.WriteAsync(state, cancellationToken);
        foreach (var action in state.Afterwards)
            action();
        state.Afterwards.Clear();
    }

    [LoggerMessage(3001, LogLevel.Critical, "The master's account is broken and it has to stop. Start it again: what was counted is kept")]
    private partial void LogBroken(Exception fault);

    [LoggerMessage(3009, LogLevel.Error, "A step failed; its asker was told")]
    private partial void LogStepFailed(Exception fault);
}
