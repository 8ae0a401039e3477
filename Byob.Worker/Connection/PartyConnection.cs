using Byob.Shared.Hubs;
using Byob.Worker.Counting;
using Byob.Worker.Leasing;
using Byob.Worker.Limits;
using Byob.Worker.Status;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Connection;

/// <summary>Keeps the worker in the party: dials, joins with what it holds, stays until the line is over, and dials again, for ever.</summary>
internal sealed partial class PartyConnection(
    WorkerEngineOptions options,
    LeaseRunner leases,
    DeskMail mail,
    StatusBoard board,
    Pulse pulse,
    CapacityWish capacity,
    Wish<WorkerLimits?> limits,
    WishTeller teller,
    HoldBoard holds,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = loggers.CreateLogger<PartyConnection>();
    private readonly MasterOrders _orders = new(mail, board, holds, time);
    private readonly BackOff _backOff = new(s_firstWait, s_longestWait, Random.Shared);
    private readonly Guid _instance = Guid.CreateVersion7();
    private Task<double> _measuring = Task.FromResult(0.0);
    private int _session;

    /// <summary>Returns when the worker was asked to stop and has left, or when the master will not have it any more.</summary>
    public async Task<WorkerEnd> RunAsync(CancellationToken stop)
    {
        // While the line is dialled: joining waits for it, but not long.
        if (options.MeasureAtStart)
            _measuring = MeasureAsync(stop);
        while (true)
        {
            var end = await OnceAsync(stop);
            LineEnded(end.Kind, end.Sentence);
            if (EndKindOf(end.Kind) is { } kind)
                return new WorkerEnd(kind, end.Sentence);

            var wait = _backOff.Next();
            board.Connection(ConnectionState.Waiting, $"{end.Sentence} Dialling again in {wait.TotalSeconds:0.0} s.");
            try
            {
                await Task.Delay(wait, time, stop);
            }
            catch (OperationCanceledException)
            {
                return new WorkerEnd(WorkerEndKind.Stopped, "Stopped, as asked, while the master was away.");
            }
        }
    }

    private static WorkerEndKind? EndKindOf(LineEndKind kind) => kind switch
    {
        LineEndKind.Left => WorkerEndKind.Stopped,
        LineEndKind.Removed => WorkerEndKind.Removed,
        LineEndKind.Refused => WorkerEndKind.Refused,
        LineEndKind.Replaced => WorkerEndKind.Replaced,
        _ => null,
    };

    /// <summary>One connection, from dialling to its end.</summary>
    private async Task<LineEnd> OnceAsync(CancellationToken stop)
    {
        PartyLine? line = null;
        try
        {
            board.Connection(ConnectionState.Connecting, $"Dialling {options.Master} …");
            line = await PartyLine.DialAsync(options, _orders, time, loggers, stop);
            return await JoinAndStayAsync(line, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new LineEnd(LineEndKind.Left, "Stopped, as asked, before the worker was in the party.");
        }
        catch (MasterAwayException e)
        {
            return new LineEnd(e.IsRemoved ? LineEndKind.Removed : LineEndKind.Lost, e.Message);
        }
        catch (Exception e)
        {
            // What a call over a broken line throws is of many types; how the line itself ended says more, if it did.
            LineFailed(e);
            return line is { Ended.IsCompletedSuccessfully: true } ? await line.Ended : LineEnd.Lost($"The master did not answer as it should: {e.Message}");
        }
        finally
        {
            await mail.PostAsync(new DeskEvent.Disconnected());
            if (line is not null)
                await line.DisposeAsync();
        }
    }

    private async Task<LineEnd> JoinAndStayAsync(PartyLine line, CancellationToken stop)
    {
        var held = await mail.AskHeldAsync(stop);
        var measured = board.SlotBytesPerSecond is > 0 and var lately ? lately : await _measuring;
        var request = Request(held, measured);
        var reply = await line.JoinAsync(request, stop);
        if (reply.Refusal is { } refusal)
            return new LineEnd(LineEndKind.Refused, refusal);
        if (reply.ProtocolVersion != ProtocolVersion.Current)
            return new LineEnd(LineEndKind.Refused, OtherProtocol(reply.ProtocolVersion));

        _backOff.Reset();
        board.Named(reply.PartyName, reply.WorkerName);
        board.Transport(reply.Transport);
        board.Connection(ConnectionState.Joined, $"In the party \"{reply.PartyName}\" as {reply.WorkerName}.");
        board.Job(reply.CurrentJob);
        _orders.Obey(reply.Order);
        await _orders.SetAside(reply.SetAside);
        var presented = held.Select(lease => lease.Token).ToList();
        await mail.PostJoinedAsync(new DeskEvent.Joined(++_session, presented, reply.Verdicts), line);
        return await StayAsync(line, reply.HeartbeatInterval, request, stop);
    }

    private static string OtherProtocol(int master) => master < ProtocolVersion.Current
        ? $"The master speaks {(master == 0 ? "an older protocol" : $"protocol {master}")}, this worker {ProtocolVersion.Current}. Ask the host to update the master, or use the worker that it serves."
        : $"The master speaks protocol {master}, this worker only {ProtocolVersion.Current}. Update the worker to the master's version.";

    private async Task<LineEnd> StayAsync(PartyLine line, TimeSpan heartbeatInterval, JoinRequest joined, CancellationToken stop)
    {
        using var over = new CancellationTokenSource();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => asked.TrySetResult());
        var telling = Task.WhenAll(TellCapacityAsync(line, joined, over.Token), TellLimitsAsync(line, joined, over.Token));
        var beating = pulse.BeatAsync(line, heartbeatInterval, over.Token);
        try
        {
            var first = await Task.WhenAny(line.Ended, beating, asked.Task);
            return first == asked.Task ? await LeaveAsync(line) : await (Task<LineEnd>)first;
        }
        finally
        {
            await over.CancelAsync();
            await telling;
            await ((Task)beating).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private Task TellCapacityAsync(PartyLine line, JoinRequest joined, CancellationToken over) => teller.TellAsync(
        new CapacityWish.Take(joined.Capacity, null, null),
        capacity.Watch,
        wish => line.ChangeCapacityAsync(wish.Capacity, wish.Reason, wish.Until - time.GetUtcNow(), over),
        "how much this worker takes",
        over);

    private Task TellLimitsAsync(PartyLine line, JoinRequest joined, CancellationToken over) =>
        teller.TellAsync(joined.Limits, limits.Watch, wish => wish is null ? Task.CompletedTask : line.ChangeLimitsAsync(wish, over), "what its owner lets it use", over);

    /// <summary>Gives back what is not counted, sends what is, and says goodbye.</summary>
    private async Task<LineEnd> LeaveAsync(PartyLine line)
    {
        board.Connection(ConnectionState.Stopping, "Stopping, as asked.");
        using var deadline = new CancellationTokenSource(options.FinishCounting + options.FinishSending, time);
        var drained = leases.DrainAsync(options.FinishCounting, deadline.Token);
        await Task.WhenAny(drained, line.Ended);
        await deadline.CancelAsync();
        await drained.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var left = await mail.AskHeldAsync(CancellationToken.None);
        try
        {
            await line.LeaveAsync("Its owner stopped it.", CancellationToken.None);
        }
        catch (Exception e)
        {
            LineFailed(e);
        }

        return new LineEnd(LineEndKind.Left, left.Count == 0
            ? "Stopped, as asked, and left the party with nothing open."
            : $"Stopped, as asked; {left.Count} chunks could not be settled in time and are free for others.");
    }

    private async Task<double> MeasureAsync(CancellationToken stop)
    {
        try
        {
            return await SelfBenchmark.MeasureAsync(time, stop);
        }
        catch (Exception e)
        {
            // Not knowing it costs a first chunk of the wrong size, no more.
            if (!stop.IsCancellationRequested)
                NotMeasured(e);
            return 0;
        }
    }

    private JoinRequest Request(IReadOnlyList<HeldLease> held, double measured) => new(
        ProtocolVersion.Current,
        ThisMachine.WorkerVersion,
        _instance,
        ThisMachine.Describe(),
        capacity.ToJoin,
        measured,
        held,
        limits.Watch().Now);

    [LoggerMessage(7001, LogLevel.Information, "Connection over ({Kind}): {Sentence}")]
    private partial void LineEnded(LineEndKind kind, string sentence);

    [LoggerMessage(7004, LogLevel.Warning, "What a slot of this machine does could not be measured")]
    private partial void NotMeasured(Exception e);

    [LoggerMessage(7002, LogLevel.Debug, "A call to the master failed")]
    private partial void LineFailed(Exception e);
}
