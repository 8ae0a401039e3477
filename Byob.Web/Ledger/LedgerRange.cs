using System.Collections.Immutable;
using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>A piece of a dataset with its state and the memory of what happened to it. The ranges of a ledger lie side by side and are the whole dataset.</summary>
public sealed class LedgerRange
{
    private readonly List<Lease> _leases = [];
    private readonly List<Tally> _tallies = [];

    internal LedgerRange(JobId job, ByteRange range)
    {
        Job = job;
        Range = range;
    }

    public JobId Job { get; }

    public ByteRange Range { get; internal set; }

    public RangeState State { get; internal set; }

    /// <summary>Attempts so far, live ones included.</summary>
    public int Attempts { get; internal set; }

    /// <summary>How often in a row a worker vanished with it. A chunk that kills its workers shows here.</summary>
    public int Losses { get; internal set; }

    /// <summary>What went wrong with these bytes, oldest first; lost workers and leases given back do not count.</summary>
    public ImmutableArray<ChunkFault> Faults { get; internal set; } = [];

    /// <summary>Live attempts. Of leased bytes at least one; of done bytes those that check.</summary>
    public IReadOnlyList<Lease> Leases => _leases;

    /// <summary>The count that stands; null while the bytes are not done.</summary>
    public Tally? Accepted { get; internal set; }

    /// <summary>All counts, the accepted one included.</summary>
    public IReadOnlyList<Tally> Tallies => _tallies;

    public CheckState Check { get; internal set; }

    /// <summary>Whether two counts differ and a further one has to tell which is right.</summary>
    public bool Disputed => Check == CheckState.Wanted && _tallies.Count > 1;

    /// <summary>Whether it failed on this worker before.</summary>
    public bool FailedOn(WorkerId worker)
    {
        foreach (var fault in Faults)
        {
            if (fault.Worker == worker)
                return true;
        }

        return false;
    }

    /// <summary>Whether this worker has counted it, or does.</summary>
    public bool KnownTo(WorkerId worker) => _tallies.Exists(tally => tally.Worker == worker) || _leases.Exists(lease => lease.Worker == worker);

    internal void Open(Lease lease) => _leases.Add(lease);

    internal bool Close(Lease lease) => _leases.Remove(lease);

    internal void Note(Tally tally) => _tallies.Add(tally);

    /// <summary>Forgets every count: the bytes begin anew, but remember what went wrong.</summary>
    internal void ForgetCounts()
    {
        _tallies.Clear();
        Accepted = null;
        Check = CheckState.None;
    }

    /// <summary>A part of it, with the same memory.</summary>
    internal LedgerRange Part(ByteRange range) => new(Job, range) { Attempts = Attempts, Losses = Losses, Faults = Faults };
}
