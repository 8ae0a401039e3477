namespace Byob.Web.Ledger;

/// <summary>Whether done bytes are to be counted a second time.</summary>
public enum CheckState
{
    /// <summary>One count is enough.</summary>
    None,

    /// <summary>Another worker is to count them too, or does so now; the job is not finished before.</summary>
    Wanted,

    /// <summary>Two different workers found the same.</summary>
    Verified,
}
