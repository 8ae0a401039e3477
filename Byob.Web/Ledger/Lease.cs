using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Web.Ledger;

/// <summary>A live lease as the ledger holds it. Progress is soft: it is shown and planned with, never trusted.</summary>
public sealed class Lease
{
    internal Lease(LeaseToken token, LedgerRange entry, WorkerId worker, LeaseKind kind, int attempt, DateTimeOffset now)
    {
        Token = token;
        Entry = entry;
        Worker = worker;
        Kind = kind;
        Attempt = attempt;
        GrantedAt = now;
        Range = entry.Range;
    }

    public LeaseToken Token { get; }

    public JobId Job => Entry.Job;

    public WorkerId Worker { get; }

    public LeaseKind Kind { get; }

    /// <summary>1 for the first try at these bytes.</summary>
    public int Attempt { get; }

    public DateTimeOffset GrantedAt { get; }

    /// <summary>The bytes to count. Shrinks when the holder agrees to end earlier; stays as it was when the lease has ended.</summary>
    public ByteRange Range { get; internal set; }

    /// <summary>When it reached one of its worker's slots; null while it waits behind others.</summary>
    public DateTimeOffset? StartedAt { get; internal set; }

    public LeaseStage Stage { get; private set; }

    /// <summary>Bytes that the worker says it has read, at most the range's length.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bytes that the worker says it has counted, at most the range's length.</summary>
    public long BytesCounted { get; private set; }

    /// <summary>When the worker last said how far it is; null before it has.</summary>
    public DateTimeOffset? ReportedAt { get; private set; }

    /// <summary>Where the holder was asked to stop; null when no answer is outstanding.</summary>
    public long? ShrinkAsked { get; internal set; }

    /// <summary>When the holder was last asked to stop earlier.</summary>
    public DateTimeOffset? ShrinkAskedAt { get; internal set; }

    /// <summary>The part of the ledger that it counts.</summary>
    internal LedgerRange Entry { get; }

    /// <summary>Takes in what the worker says; nonsense is cut to what the range allows.</summary>
    public void Report(LeaseProgress progress, DateTimeOffset now)
    {
        Stage = progress.Stage;
        BytesRead = Math.Clamp(progress.BytesRead, 0, Range.Length);
        BytesCounted = Math.Clamp(progress.BytesCounted, 0, Range.Length);
        ReportedAt = now;
    }
}
