using Byob.Web.Ledger;
using Byob.Web.Storage;
using Byob.Web.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Storage;

public sealed class RowInsertTests(MasterFixture master) : IClassFixture<MasterFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PartyStore Store => master.Host.Services.GetRequiredService<PartyStore>();

    [Fact]
    public async Task Insert_OfRows_StoresEveryColumnAsTheModelReadsIt()
    {
        var verified = Chunk(0);
        verified.Check = CheckState.Verified;
        verified.VerifiedById = Guid.CreateVersion7();
        verified.VerifiedByName = "O'Brien's \"laptop\"";
        var plain = Chunk(10);
        plain.JobId = verified.JobId;

        await Store.WriteAsync(
            async context =>
            {
                await context.InsertAsync(verified);
                await context.InsertAsync(plain);
            },
            Cancel);

        Assert.Equivalent(new[] { verified, plain }, await ReadAsync(verified.JobId), strict: true);
        // And as the model asks for it.
        await Store.WriteAsync(
            context => context.DoneChunks.Where(row => row.JobId == verified.JobId && row.Check == CheckState.Verified && row.DoneAt == verified.DoneAt).ExecuteDeleteAsync(Cancel),
            Cancel);
        Assert.Equivalent(new[] { plain }, await ReadAsync(verified.JobId), strict: true);
    }

    [Fact]
    public async Task Insert_OfARowThatIsThereAlready_FailsAndNothingOfTheTransactionHolds()
    {
        var chunk = Chunk(0);
        var other = Chunk(0);

        var fault = await Assert.ThrowsAsync<SqliteException>(() => Store.WriteAsync(
            async context =>
            {
                await context.InsertAsync(other);
                await context.InsertAsync(chunk);
                await context.InsertAsync(chunk);
            },
            Cancel));

        Assert.Equal(19, fault.SqliteErrorCode);
        Assert.Empty(await ReadAsync(chunk.JobId));
        Assert.Empty(await ReadAsync(other.JobId));
    }

    private static DoneChunk Chunk(long start) => new()
    {
        JobId = Guid.CreateVersion7(),
        Start = start,
        End = start + 7,
        PartialSha256 = "5a",
        PartialLength = 70,
        WorkerId = Guid.CreateVersion7(),
        WorkerName = "Ann's machine",
        Attempt = 2,
        Words = 5,
        DistinctWords = 4,
        LeasedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        DoneAt = new DateTimeOffset(2026, 1, 1, 0, 0, 1, TimeSpan.Zero).AddTicks(1),
        Check = CheckState.None,
    };

    private async Task<List<DoneChunk>> ReadAsync(Guid job)
    {
        await using var context = await Store.ReadAsync(Cancel);
        return await context.DoneChunks.AsNoTracking().Where(row => row.JobId == job).OrderBy(row => row.Start).ToListAsync(Cancel);
    }
}
