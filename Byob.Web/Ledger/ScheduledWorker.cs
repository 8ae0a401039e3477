using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Web.Ledger;

/// <summary>A worker as the scheduler sees it: what it can take, how fast it is, and what it holds.</summary>
public sealed class ScheduledWorker
{
    /// <summary>What a slot is taken to count when nothing is known of it, in bytes a second.</summary>
    private const double Guess = 32 << 20;

    /// <summary>Weight of the newest measurement, when it took long enough to tell something.</summary>
    private const double Freshness = 0.4;

    /// <summary>Seconds that a measurement has to take for its full weight.</summary>
    private const double TellingSeconds = 0.5;

    private readonly List<Lease> _leases = [];

    internal ScheduledWorker(WorkerId id, Reputation reputation)
    {
        Id = id;
        Reputation = reputation;
        Capacity = new WorkerCapacity(0, 0);
    }

    public WorkerId Id { get; }

    public Reputation Reputation { get; }

    public WorkerCapacity Capacity { get; internal set; }

    /// <summary>Why its owner lets it take less than it could, in a sentence; null when there is nothing to say.</summary>
    public string? CapacityReason { get; internal set; }

    /// <summary>Physical memory of its machine; 0 when not known.</summary>
    public long MemoryBytes { get; internal set; }

    /// <summary>Whether chunks may be sent to it now: it is connected and has said that it listens.</summary>
    public bool Ready { get; internal set; }

    /// <summary>Bytes that one of its slots counts a second, transfer included: measured, else as it declared, else a guess.</summary>
    public double SlotBytesPerSecond { get; private set; } = Guess;

    /// <summary>Whether <see cref="SlotBytesPerSecond"/> was measured here.</summary>
    public bool Measured { get; private set; }

    /// <summary>What all its slots count together.</summary>
    public double BytesPerSecond => SlotBytesPerSecond * Capacity.Slots;

    /// <summary>Its live leases, in the order in which it takes them up: the first ones are in its slots.</summary>
    public IReadOnlyList<Lease> Leases => _leases;

    /// <summary>Leases that have not reached a slot.</summary>
    public IEnumerable<Lease> Waiting => _leases.Where(lease => lease.StartedAt is null);

    /// <summary>Seconds that it needs for what it holds, as far as it is known.</summary>
    public double BacklogSeconds => _leases.Sum(lease => lease.Range.Length - lease.BytesCounted) / Math.Max(BytesPerSecond, 1);

    /// <summary>Slots that have nothing to do.</summary>
    public int IdleSlots => Math.Max(0, Capacity.Slots - _leases.Count);

    /// <summary>Whether it may be given chunks.</summary>
    public bool Takes => Ready && Capacity.Slots > 0 && Reputation.SetAside is null;

    internal void Declare(double slotBytesPerSecond)
    {
        if (!Measured)
            SlotBytesPerSecond = slotBytesPerSecond > 0 ? slotBytesPerSecond : Guess;
    }

    /// <summary>A chunk was counted in a slot: the rate follows.</summary>
    internal void Measure(long bytes, TimeSpan took)
    {
        var seconds = Math.Max(took.TotalSeconds, 0.001);
        var rate = Math.Max(bytes / seconds, 1);
        var weight = Measured ? Freshness * Math.Min(1, seconds / TellingSeconds) : 1;
        SlotBytesPerSecond += weight * (rate - SlotBytesPerSecond);
        Measured = true;
    }

    internal void Take(Lease lease, DateTimeOffset now)
    {
        _leases.Add(lease);
        Start(now);
    }

    internal void Drop(Lease lease, DateTimeOffset now)
    {
        if (_leases.Remove(lease))
            Start(now);
    }

    /// <summary>What reached a slot has begun.</summary>
    internal void Start(DateTimeOffset now)
    {
        for (var index = 0; index < Math.Min(_leases.Count, Capacity.Slots); index++)
            _leases[index].StartedAt ??= now;
    }
}
