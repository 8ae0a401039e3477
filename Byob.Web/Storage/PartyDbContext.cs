using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Byob.Web.Storage;

/// <summary>
/// Everything of the party that is precious and small. Read through <see cref="IDbContextFactory{TContext}"/>; write only through
/// <see cref="PartyStore"/>, the one write path.
/// </summary>
public sealed class PartyDbContext(DbContextOptions<PartyDbContext> options)
    : IdentityUserContext<Member, Guid>(options), IDataProtectionKeyContext
{
    private RowInsert<DoneChunk>? _insertDoneChunk;

    public DbSet<PartyRecord> Parties => Set<PartyRecord>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<WorkerRecord> Workers => Set<WorkerRecord>();

    public DbSet<JoinTicketRecord> JoinTickets => Set<JoinTicketRecord>();

    public DbSet<WorkerEvent> WorkerEvents => Set<WorkerEvent>();

    public DbSet<DatasetRecord> Datasets => Set<DatasetRecord>();

    public DbSet<JobRecord> Jobs => Set<JobRecord>();

    public DbSet<DoneChunk> DoneChunks => Set<DoneChunk>();

    public DbSet<ChunkFailure> ChunkFailures => Set<ChunkFailure>();

    public DbSet<Notice> Notices => Set<Notice>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Inserts a row at once, in the transaction that is open; it is not tracked.</summary>
    public Task InsertAsync(DoneChunk chunk) => (_insertDoneChunk ??= new RowInsert<DoneChunk>(this)).AddAsync(chunk);

    public override async ValueTask DisposeAsync()
    {
        if (_insertDoneChunk is not null)
            await _insertDoneChunk.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // SQLite cannot order by a DateTimeOffset; as UTC ticks it can, and every clock of ours is UTC.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Member>().Property(member => member.Id).ValueGeneratedNever();
        builder.Entity<PartyRecord>().Property(party => party.Id).ValueGeneratedNever();
        builder.Entity<Invitation>().HasKey(invitation => invitation.NormalizedName);
        builder.Entity<WorkerRecord>(worker =>
        {
            worker.Property(w => w.Id).ValueGeneratedNever();
            worker.HasIndex(w => w.TokenHash).IsUnique();
            worker.HasIndex(w => w.OwnerId);
        });
        builder.Entity<JoinTicketRecord>(ticket =>
        {
            ticket.Property(t => t.Id).ValueGeneratedNever();
            ticket.HasIndex(t => t.Hash).IsUnique();
            ticket.HasIndex(t => t.MemberId);
        });
        builder.Entity<WorkerEvent>().HasIndex(happened => happened.WorkerId);
        builder.Entity<DatasetRecord>(dataset =>
        {
            dataset.Property(d => d.Id).ValueGeneratedNever();
            dataset.HasIndex(d => d.Sha256);
        });
        builder.Entity<JobRecord>(job =>
        {
            job.Property(j => j.Id).ValueGeneratedNever();
            job.HasIndex(j => j.Number).IsUnique();
            job.HasIndex(j => j.State);
            job.HasIndex(j => j.DatasetId);
        });
        builder.Entity<DoneChunk>().HasKey(chunk => new { chunk.JobId, chunk.Start });
        builder.Entity<ChunkFailure>(failure =>
        {
            failure.Property(f => f.Id).ValueGeneratedNever();
            failure.HasIndex(f => f.JobId);
        });
        builder.Entity<Notice>(notice =>
        {
            notice.Property(n => n.Id).ValueGeneratedNever();
            notice.HasIndex(n => n.MemberId);
        });
    }

    private sealed class UtcTicksConverter()
        : ValueConverter<DateTimeOffset, long>(value => value.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
