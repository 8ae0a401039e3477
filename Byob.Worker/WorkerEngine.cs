using Byob.Worker.Connection;
using Byob.Worker.Counting;
using Byob.Worker.Leasing;
using Byob.Worker.Status;
using Microsoft.Extensions.Logging;

namespace Byob.Worker;

/// <summary>A worker of a party: takes leases from the master, counts their chunks and sends the partials, until it is stopped or not wanted any more.</summary>
public sealed class WorkerEngine
{
    private readonly WorkerEngineOptions _options;
    private readonly IRangeSource _source;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly RateMeter _rate;
    private readonly StatusBoard _board;
    private int _started;

    /// <param name="source">Where the bytes come from; stays the caller's to dispose, after <see cref="RunAsync"/> has ended.</param>
    public WorkerEngine(WorkerEngineOptions options, IRangeSource source, TimeProvider time, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity.Slots, 1, "options.Capacity.Slots");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Capacity.Slots, WorkerEngineOptions.MostSlots, "options.Capacity.Slots");
        ArgumentOutOfRangeException.ThrowIfNegative(options.Capacity.Prefetch, "options.Capacity.Prefetch");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Capacity.Prefetch, WorkerEngineOptions.MostPrefetch, "options.Capacity.Prefetch");
        _options = options;
        _source = source;
        _time = time;
        _loggers = loggers;
        _rate = new RateMeter(time);
        _board = new StatusBoard(options.WorkerName, _rate);
    }

    /// <summary>Raised, on any thread, for everything that the worker's owner may want to see. Handlers return at once.</summary>
    public event Action<WorkerNews>? News
    {
        add => _board.News += value;
        remove => _board.News -= value;
    }

    /// <summary>What the worker is doing now.</summary>
    public WorkerStatus Status => _board.Now();

    /// <summary>Works until <paramref name="stop"/> is cancelled (then it leaves politely) or the master ends it. An engine runs once.</summary>
    public async Task<WorkerEnd> RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
            throw new InvalidOperationException("An engine runs once; make a new one.");

        var mail = new DeskMail();
        var reader = new ChunkReader(_source, () => _board.IsOnline, _time, _loggers.CreateLogger<ChunkReader>());
        var spool = new PartialSpool(_options.SpoolFolder);
        var hands = new LeaseHands(reader, new ChunkCounter(_rate), spool, _board, mail.PostAsync, _time, _loggers.CreateLogger<LeaseHands>());
        var leases = new LeaseRunner(new LeaseDesk(_options.Capacity), mail, hands, _board, _time);
        var pulse = new Pulse(_board, new VitalsMeter(_rate, _time), _time);
        var connection = new PartyConnection(_options, leases, mail, _board, pulse, _time, _loggers);

        using var halt = new CancellationTokenSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var leasing = leases.RunAsync(halt.Token);
        var connecting = connection.RunAsync(end.Token);
        try
        {
            // Leasing ends before the connection only through an error in the program; then all ends, and the error is shown.
            await Task.WhenAny(leasing, connecting);
            if (leasing.IsCompleted)
                await end.CancelAsync();
            var reason = await connecting;
            _board.Connection(ConnectionState.Ended, reason.Sentence);
            return reason;
        }
        finally
        {
            await halt.CancelAsync();
            await leasing;
        }
    }
}
