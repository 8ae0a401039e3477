namespace Byob.Web.Ledger;

/// <summary>The state of bytes in the ledger: exactly one for each.</summary>
public enum RangeState
{
    Free,
    Leased,
    Done,
}
