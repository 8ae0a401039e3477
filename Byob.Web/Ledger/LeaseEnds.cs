namespace Byob.Web.Ledger;

/// <summary>What the ends of leases have in common.</summary>
public static class LeaseEnds
{
    /// <summary>Whether a good partial came of it.</summary>
    public static bool IsCounted(this LeaseEnd end) => end is LeaseEnd.Accepted or LeaseEnd.Confirmed or LeaseEnd.Disagreed;

    /// <summary>Whether the worker or the bytes are to blame.</summary>
    public static bool IsFailure(this LeaseEnd end) => end is LeaseEnd.Failed or LeaseEnd.Malformed;
}
