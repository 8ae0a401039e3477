using Byob.Shared.Chunks;
using Byob.Web.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Workers;

/// <summary>Writes what machines have done in all, seldom: a crash loses a minute of it, and none of what they counted. Each runs on the coordinator's thread.</summary>
public static class AccountSteps
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Writes all that changed, when the last time is long enough ago.</summary>
    public static void Flush(MasterState state, DateTimeOffset now)
    {
        if (now - state.AccountsWrittenAt < Interval)
            return;
        state.AccountsWrittenAt = now;
        foreach (var (worker, account) in state.Roster.Accounts)
        {
            if (account.Unwritten)
                Write(state, worker);
        }
    }

    /// <summary>Writes one, if it changed.</summary>
    public static void Write(MasterState state, WorkerId worker)
    {
        var account = state.Roster.Account(worker);
        if (!account.Unwritten)
            return;
        account.Unwritten = false;
        var (accepted, failed, bytes) = (account.ChunksAccepted, account.ChunksFailed, account.BytesCounted);
        state.Journal.Add(context => context.Workers.Where(row => row.Id == worker.Value).ExecuteUpdateAsync(update => update
            .SetProperty(row => row.ChunksAccepted, accepted)
            .SetProperty(row => row.ChunksFailed, failed)
            .SetProperty(row => row.BytesCounted, bytes)));
    }
}
