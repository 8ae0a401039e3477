using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Web.Ledger;

/// <summary>A worker as the scheduler sees it: what it can take and what it holds.</summary>
public sealed class ScheduledWorker(WorkerId id, WorkerCapacity capacity)
{
    private readonly HashSet<LeaseToken> _leases = [];

    public WorkerId Id { get; } = id;

    public WorkerCapacity Capacity { get; internal set; } = capacity;

    /// <summary>Whether chunks may be sent to it now: it is connected and has said that it listens.</summary>
    public bool Ready { get; internal set; }

    /// <summary>Bytes counted a second, as it reports; 0 when not known.</summary>
    public double BytesPerSecond { get; internal set; }

    /// <summary>Chunks failed since the last one accepted.</summary>
    public int FailuresInARow { get; internal set; }

    public int Accepted { get; internal set; }

    public int Failed { get; internal set; }

    /// <summary>Tokens of its live leases.</summary>
    public IReadOnlyCollection<LeaseToken> Leases => _leases;

    internal void Take(LeaseToken token) => _leases.Add(token);

    internal void Drop(LeaseToken token) => _leases.Remove(token);
}
