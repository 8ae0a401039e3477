using Byob.Shared.Hubs;
using Byob.Worker.Connection;
using Byob.Worker.Counting;
using Byob.Worker.Leasing;
using Byob.Worker.Limits;
using Byob.Worker.Status;
using Microsoft.Extensions.Logging;

namespace Byob.Worker;

/// <summary>A worker of a party: takes leases from the master, counts their chunks and sends the partials, until it is stopped or not wanted any more.</summary>
public sealed class WorkerEngine
{
    /// <summary>As the hub's contract bounds it.</summary>
    private const int LongestReason = 500;

    private readonly WorkerEngineOptions _options;
    private readonly IRangeSource _source;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly RateMeter _rate;
    private readonly StatusBoard _board;
    private readonly CapacityWish _capacity;
    private readonly Wish<WorkerLimits?> _limits;
    private readonly DeskMail _mail = new();
    private readonly CapacityKeeper _keeper;
    private readonly ChunkCounter _counter;
    private long _wordMemory;
    private int _started;

    /// <param name="source">Where the bytes come from; stays the caller's to dispose, after <see cref="RunAsync"/> has ended.</param>
    public WorkerEngine(WorkerEngineOptions options, IRangeSource source, TimeProvider time, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfOutside(options.Capacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.WordMemoryBytes, "options.WordMemoryBytes");
        var throttle = options.Throttle ?? new WorkerThrottle(time);
        _options = options with { Throttle = throttle };
        _wordMemory = options.WordMemoryBytes;
        _source = source;
        _time = time;
        _loggers = loggers;
        _rate = new RateMeter(time);
        _board = new StatusBoard(options.WorkerName, _rate);
        _capacity = new CapacityWish(options.Capacity);
        _limits = new Wish<WorkerLimits?>(options.Limits);
        _counter = new ChunkCounter(_rate, SlotMemory, throttle);
        Holds = new HoldBoard(time);
        _keeper = new CapacityKeeper(options.Capacity, Holds, _mail, _board, _capacity, time);
    }

    /// <summary>Raised, on any thread, for everything that the worker's owner may want to see. Handlers return at once.</summary>
    public event Action<WorkerNews>? News
    {
        add => _board.News += value;
        remove => _board.News -= value;
    }

    /// <summary>What the worker is doing now.</summary>
    public WorkerStatus Status => _board.Now();

    /// <summary>How much it takes at once while nothing holds it.</summary>
    public WorkerCapacity Capacity => _keeper.Configured;

    /// <summary>What holds the worker: while anything does, it takes no chunks.</summary>
    public HoldBoard Holds { get; }

    /// <summary>
    /// From now on the worker takes so much at once while nothing holds it, and tells the master so. What is being counted goes on; what is only
    /// waiting or being read goes back as far as it is more than the new capacity allows. One change at a time.
    /// </summary>
    /// <param name="reason">Why, in words for people; null when there is nothing to say.</param>
    public Task ChangeCapacityAsync(WorkerCapacity capacity, string? reason)
    {
        ArgumentNullException.ThrowIfNull(capacity);
        ThrowIfOutside(capacity);
        return _keeper.ConfigureAsync(capacity, string.IsNullOrWhiteSpace(reason) ? null : reason[..Math.Min(reason.Length, LongestReason)]);
    }

    /// <summary>Tells the master that these limits are in force from now on.</summary>
    public void ChangeLimits(WorkerLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _limits.Set(limits);
    }

    /// <summary>Memory that the words of chunks which begin from now on may take in all slots together, in bytes.</summary>
    public void ChangeWordMemory(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        Interlocked.Exchange(ref _wordMemory, bytes);
    }

    /// <summary>Gives back memory that is only kept so that the next chunk is faster.</summary>
    public void TrimMemory()
    {
        _counter.Trim();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <summary>Works until <paramref name="stop"/> is cancelled (then it leaves politely) or the master ends it. An engine runs once.</summary>
    public async Task<WorkerEnd> RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
            throw new InvalidOperationException("An engine runs once; make a new one.");

        var reader = new ChunkReader(_source, () => _board.IsOnline, _time, _loggers.CreateLogger<ChunkReader>());
        var spool = new PartialSpool(_options.SpoolFolder);
        var hands = new LeaseHands(reader, _counter, spool, _board, _mail.PostAsync, _time, _loggers.CreateLogger<LeaseHands>());
        var leases = new LeaseRunner(new LeaseDesk(_options.Capacity), _mail, hands, _board, _time);
        var pulse = new Pulse(_board, new VitalsMeter(_rate, _options.Throttle!, _options.Celsius, _time), _time);
        var teller = new WishTeller(_time, _loggers.CreateLogger<WishTeller>());
        var connection = new PartyConnection(_options, leases, _mail, _board, pulse, _capacity, _limits, teller, Holds, _time, _loggers);

        using var halt = new CancellationTokenSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var leasing = leases.RunAsync(halt.Token);
        var keeping = _keeper.RunAsync(halt.Token);
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
            await keeping;
            await leasing;
        }
    }

    private long SlotMemory() => Interlocked.Read(ref _wordMemory) / _capacity.ToJoin.Slots;

    private static void ThrowIfOutside(WorkerCapacity capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity.Slots, 1, "capacity.Slots");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity.Slots, WorkerEngineOptions.MostSlots, "capacity.Slots");
        ArgumentOutOfRangeException.ThrowIfNegative(capacity.Prefetch, "capacity.Prefetch");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity.Prefetch, WorkerEngineOptions.MostPrefetch, "capacity.Prefetch");
    }
}
