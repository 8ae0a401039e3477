namespace Byob.Web.Ledger;

/// <summary>How a lease ended.</summary>
public enum LeaseEnd
{
    /// <summary>Its partial is what the range counts with.</summary>
    Accepted,

    /// <summary>The worker said that it could not.</summary>
    Failed,

    /// <summary>The worker gave it back.</summary>
    GivenBack,

    /// <summary>The worker went silent.</summary>
    Lost,

    /// <summary>The master took it back.</summary>
    Revoked,

    /// <summary>The partial was mangled.</summary>
    Malformed,

    /// <summary>It had not begun, and an idle worker took its bytes.</summary>
    Stolen,

    /// <summary>Another attempt at the same bytes was first.</summary>
    Superseded,

    /// <summary>It was a check, and found the same as the count before.</summary>
    Confirmed,

    /// <summary>It was a check, and found something else than the count before.</summary>
    Disagreed,
}
