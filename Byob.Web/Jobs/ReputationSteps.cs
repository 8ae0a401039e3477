using Byob.Shared.Chunks;
using Byob.Web.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Jobs;

/// <summary>Keeps what workers are known for in the database. Each runs on the coordinator's thread.</summary>
public static class ReputationSteps
{
    /// <summary>A worker's lease ended, or others agreed with it: whatever is bad is written with the same step; good checks and single failures wait for <see cref="Flush"/>.</summary>
    public static void Note(MasterState state, WorkerId worker)
    {
        if (state.Scheduler.ReputationOf(worker)?.Memory is not { } memory)
            return;
        var kept = state.KeptReputation(worker);
        if (memory == kept)
            return;
        if (memory.Strikes != kept.Strikes || memory.SetAside != kept.SetAside)
            Write(state, worker, memory);
        else
            state.Unwritten.Add(worker);
    }

    /// <summary>Writes what has changed since the last time: a row for each worker that changed, however many chunks it counted meanwhile.</summary>
    public static void Flush(MasterState state)
    {
        foreach (var worker in state.Unwritten.ToList())
        {
            if (state.Scheduler.ReputationOf(worker)?.Memory is { } memory && memory != state.KeptReputation(worker))
                Write(state, worker, memory);
        }

        state.Unwritten.Clear();
    }

    private static void Write(MasterState state, WorkerId worker, ReputationMemory memory)
    {
        state.KeepReputation(worker, memory);
        state.Journal.Add(context => context.Workers.Where(row => row.Id == worker.Value).ExecuteUpdateAsync(update => update
            .SetProperty(row => row.Strikes, memory.Strikes)
            .SetProperty(row => row.FailuresInARow, memory.FailuresInARow)
            .SetProperty(row => row.GoodChecks, memory.GoodChecks)
            .SetProperty(row => row.SetAside, memory.SetAside)));
    }
}
