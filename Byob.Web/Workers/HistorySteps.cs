using Byob.Shared.Chunks;
using Byob.Web.Jobs;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Workers;

/// <summary>Keeps what happened to machines in the database, at a bounded size. Each runs on the coordinator's thread.</summary>
public static class HistorySteps
{
    /// <summary>Events kept of each machine; older ones go.</summary>
    public const int MostKept = 50;

    public static void Note(MasterState state, WorkerId worker, WorkerEventKind kind, string sentence)
    {
        var happened = new WorkerEvent { WorkerId = worker.Value, Kind = kind, At = state.Now, Sentence = sentence };
        state.Journal.Add(async context =>
        {
            // The new one is inserted when the transaction ends.
            await context.WorkerEvents.Where(row => row.WorkerId == happened.WorkerId).OrderByDescending(row => row.Id).Skip(MostKept - 1).ExecuteDeleteAsync();
            context.WorkerEvents.Add(happened);
        });
    }

    /// <summary>Machines that were removed from the party take their history with them, at the next start.</summary>
    public static void ForgetRemoved(MasterState state) =>
        state.Journal.Add(context => context.WorkerEvents
            .Where(row => !context.Workers.Any(worker => worker.Id == row.WorkerId && worker.RevokedAt == null))
            .ExecuteDeleteAsync());
}
