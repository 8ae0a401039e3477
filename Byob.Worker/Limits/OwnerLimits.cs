using Byob.Worker.Limits.Machine;
using Byob.Worker.Limits.Rules;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Limits;

/// <summary>Makes the owner's limits the ones that an engine works within, and keeps them.</summary>
internal sealed class OwnerLimits
{
    /// <summary>A process that took too much goes on with this part of what its words had.</summary>
    private const double LessForWords = 0.75;

    private const long LeastWordMemory = 16L << 20;

    private readonly WorkerEngine _engine;
    private readonly WorkerThrottle _throttle;
    private readonly IMachineSenses _senses;
    private readonly IProcessFence _fence;
    private readonly LimitWarden _warden;
    private long _wordMemory;
    private volatile LimitsInForce _inForce;

    /// <param name="throttle">The one that the engine and its sources were made with.</param>
    public OwnerLimits(
        WorkerEngine engine,
        WorkerThrottle throttle,
        LimitsInForce limits,
        string spoolFolder,
        IMachineSenses senses,
        IProcessFence fence,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        (_engine, _throttle, _senses, _fence, _inForce) = (engine, throttle, senses, fence, limits);
        IReadOnlyList<ILimitRule> rules =
        [
            new HoursRule(time),
            new BatteryRule(senses),
            new HeatRule(senses),
            new UseRule(senses, time),
            new DiskRule(() => DiskRule.SizeOf(spoolFolder), () => DiskRule.FreeAt(spoolFolder)),
            new MemoryRule(() => Environment.WorkingSet, engine.TrimMemory, GiveWordsLess, time),
        ];
        _warden = new LimitWarden(engine.Holds, rules, limits, time, loggers.CreateLogger<LimitWarden>());
        Slow(limits);
    }

    public LimitsInForce InForce => _inForce;

    /// <summary>What of the limits in force this machine cannot keep, in sentences.</summary>
    public IEnumerable<string> Notes => LimitNotes.Of(_inForce, _senses);

    /// <summary>From now on the engine works within these.</summary>
    public async Task ChangeAsync(LimitsInForce limits)
    {
        _inForce = limits;
        Slow(limits);
        _warden.Change(limits);
        _engine.ChangeLimits(limits.ToParty());
        await _engine.ChangeCapacityAsync(limits.Capacity, "Its owner changed worker.json.");
    }

    /// <summary>Looks once whether something holds the worker.</summary>
    public void Look() => _warden.Look();

    /// <summary>Keeps the limits until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _warden.RunAsync(cancellationToken);

    private void Slow(LimitsInForce limits)
    {
        _throttle.Cpu.Percent = limits.Values.CpuPercent;
        _throttle.Down.BytesPerSecond = limits.DownBytesPerSecond;
        _throttle.Up.BytesPerSecond = limits.UpBytesPerSecond;
        _throttle.Priority = limits.Priority;
        _fence.Set(limits);
        Interlocked.Exchange(ref _wordMemory, limits.WordMemoryBytes);
        _engine.ChangeWordMemory(limits.WordMemoryBytes);
    }

    private void GiveWordsLess()
    {
        var less = Math.Max(LeastWordMemory, (long)(Interlocked.Read(ref _wordMemory) * LessForWords));
        Interlocked.Exchange(ref _wordMemory, less);
        _engine.ChangeWordMemory(less);
    }
}
