namespace Byob.Web.Ledger;

/// <summary>What gives idle workers something to do when no byte is free.</summary>
internal abstract record RebalanceMove
{
    /// <summary>Ask the holder to end the lease at a position that need not lie between words yet.</summary>
    public sealed record Ask(Lease Lease, long End) : RebalanceMove;

    /// <summary>Let an idle worker count the same bytes as well.</summary>
    public sealed record Speculate(Lease Lease, ScheduledWorker Worker) : RebalanceMove;
}
