namespace Byob.Web.Ledger;

/// <summary>How a lease ended.</summary>
public enum LeaseEnd
{
    /// <summary>Its partial counts.</summary>
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
}
