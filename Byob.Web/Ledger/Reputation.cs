using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>What a worker is known for. Outlives its connection: leaving and coming back washes nothing off.</summary>
public sealed class Reputation(WorkerId worker)
{
    public WorkerId Worker { get; } = worker;

    /// <summary>Chunks whose partial was good.</summary>
    public int Accepted { get; private set; }

    /// <summary>Chunks that failed or came back mangled.</summary>
    public int Failed { get; private set; }

    /// <summary>Chunks failed since the last good one.</summary>
    public int FailuresInARow { get; private set; }

    /// <summary>Chunks on which others agreed with it, since it was last outvoted.</summary>
    public int GoodChecks { get; private set; }

    /// <summary>How often it was outvoted, since it was last taken back.</summary>
    public int Strikes { get; private set; }

    /// <summary>Why it gets no more chunks, in a sentence; null while it does.</summary>
    public string? SetAside { get; private set; }

    /// <summary>What decides, to be kept over a restart.</summary>
    public ReputationMemory Memory => new(Strikes, FailuresInARow, GoodChecks, SetAside);

    internal void Recall(ReputationMemory memory) => (Strikes, FailuresInARow, GoodChecks, SetAside) = (memory.Strikes, memory.FailuresInARow, memory.GoodChecks, memory.SetAside);

    internal void Good()
    {
        Accepted++;
        FailuresInARow = 0;
    }

    internal void Confirmed() => GoodChecks++;

    internal void Bad(string reason, SchedulerOptions options)
    {
        Failed++;
        FailuresInARow++;
        if (FailuresInARow >= options.WorkerFailureLimit)
            SetAside ??= $"Set aside after {FailuresInARow} failed chunks in a row, the last with: {reason}";
    }

    internal void Outvoted(SchedulerOptions options)
    {
        GoodChecks = 0;
        Strikes++;
        if (Strikes >= options.StrikeLimit)
            SetAside ??= $"Set aside after {Strikes} wrong counts: other workers found something else in the same bytes.";
    }

    internal void TakeBack()
    {
        SetAside = null;
        FailuresInARow = 0;
        Strikes = 0;
    }
}
