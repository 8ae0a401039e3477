using Byob.Web.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Jobs;

/// <summary>Writes what the coordinator decided, in one transaction, however long a full or busy disk makes it wait.</summary>
public sealed partial class MasterJournal(PartyStore store, TimeProvider time, ILogger<MasterJournal> logger)
{
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>SQLite's code for a row that contradicts the others.</summary>
    private const int Constraint = 19;

    /// <exception cref="DbUpdateException">As <see cref="SqliteException"/>.</exception>
    /// <exception cref="SqliteException">What was decided contradicts what is stored: no waiting mends that.</exception>
    public async Task WriteAsync(MasterState state, CancellationToken cancellationToken)
    {
        while (state.Journal.Count > 0)
        {
            try
            {
                await store.WriteAsync(
                    async context =>
                    {
                        foreach (var change in state.Journal)
                            await change(context);
                    },
                    cancellationToken);
                state.Journal.Clear();
            }
            catch (Exception fault) when (MayPass(fault))
            {
                LogWriteFailed(fault);
                await Task.Delay(Retry, time, cancellationToken);
            }
        }
    }

    /// <summary>A full disk, a lock, a disk that fails: it may be well in a moment, or when somebody has made room.</summary>
    private static bool MayPass(Exception fault) => fault switch
    {
        DbUpdateConcurrencyException => false,
        DbUpdateException => fault.InnerException is { } inner && MayPass(inner),
        SqliteException sqlite => sqlite.SqliteErrorCode != Constraint,
        _ => fault is IOException or UnauthorizedAccessException,
    };

    [LoggerMessage(3002, LogLevel.Error, "The database cannot be written; counting waits until it can. Is the disk full?")]
    private partial void LogWriteFailed(Exception fault);
}
