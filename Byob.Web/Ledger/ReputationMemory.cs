namespace Byob.Web.Ledger;

/// <summary>What of a worker's <see cref="Reputation"/> decides, and so has to outlive the master.</summary>
public sealed record ReputationMemory(int Strikes, int FailuresInARow, int GoodChecks, string? SetAside)
{
    /// <summary>Nothing is known, good or bad.</summary>
    public static ReputationMemory Blank { get; } = new(0, 0, 0, null);
}
