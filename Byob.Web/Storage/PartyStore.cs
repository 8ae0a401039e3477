using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Storage;

/// <summary>
/// The one write path: one writer at a time, each change in one transaction. Nothing else in the product may save a context,
/// so that later every change can be journalled here.
/// </summary>
public sealed class PartyStore(IDbContextFactory<PartyDbContext> contexts) : IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);

    /// <summary>A fresh context for reading. Dispose it soon.</summary>
    public Task<PartyDbContext> ReadAsync(CancellationToken cancellationToken = default) => contexts.CreateDbContextAsync(cancellationToken);

    /// <summary>Runs <paramref name="change"/> and saves what it did, all or nothing.</summary>
    public async Task<T> WriteAsync<T>(Func<PartyDbContext, Task<T>> change, CancellationToken cancellationToken = default)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var result = await change(context);
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <inheritdoc cref="WriteAsync{T}(Func{PartyDbContext, Task{T}}, CancellationToken)"/>
    public Task WriteAsync(Func<PartyDbContext, Task> change, CancellationToken cancellationToken = default) =>
        WriteAsync(
            async context =>
            {
                await change(context);
                return true;
            },
            cancellationToken);

    public void Dispose() => _writer.Dispose();
}
