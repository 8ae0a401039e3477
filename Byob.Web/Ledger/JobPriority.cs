namespace Byob.Web.Ledger;

/// <summary>Which job goes first; within one priority the first to come does.</summary>
public enum JobPriority
{
    Low = -1,
    Normal = 0,
    High = 1,
}
