using System.Security.Cryptography;
using System.Text;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Byob.Web.Party.Tickets;

/// <summary>
/// Makes the short-lived tickets that machines join with, and lets in who brings one. A ticket is worth what its maker is worth
/// when it is used: it is void once they are removed, or the party password is another.
/// </summary>
internal sealed class JoinTickets(PartyRoster roster, PartyStore store, IOptions<PartyOptions> options, TimeProvider time, ILogger<JoinTickets> logger) : IJoinTickets
{
    /// <summary>Tickets that one member has at a time; with one more, the oldest is void. Each visit of the page makes one.</summary>
    public const int MostOfOneMember = 20;

    // One sentence for all that can be wrong, so that who tries tickets learns nothing about them.
    private const string Void = "This ticket is none of the party's, is used up, or is too old. Make a new one on the page \"Join with a machine\".";

    public Task<JoinTicket?> MakeAsync(Actor maker, CancellationToken cancellationToken)
    {
        var ticket = TicketSecret.Make();
        return store.WriteAsync(
            async context =>
            {
                if (await context.Users.FindAsync([maker.MemberId], cancellationToken) is null)
                    return null;

                await MakeRoomAsync(context, maker.MemberId, cancellationToken);
                var now = time.GetUtcNow();
                var made = new JoinTicket(ticket, now + options.Value.TicketTime, options.Value.TicketUses);
                await context.JoinTickets.AddAsync(
                    new JoinTicketRecord
                    {
                        Id = Guid.CreateVersion7(now),
                        Hash = TicketSecret.Hash(ticket),
                        MemberId = maker.MemberId,
                        PasswordStamp = await StampAsync(context, cancellationToken),
                        MadeAt = now,
                        ExpiresAt = made.ExpiresAt,
                        UsesLeft = made.Uses,
                    },
                    cancellationToken);
                return made;
            },
            cancellationToken);
    }

    /// <summary>Checks the ticket; then, in one transaction, finds its maker, does what the machine came for, and takes one use off.</summary>
    public async Task<Admission<T>> AdmitAsync<T>(string ticket, Func<PartyDbContext, Member, Task<Admission<T>>> enter, CancellationToken cancellationToken)
        where T : class
    {
        // Looked at before the party is locked for a change, so that garbage holds nobody up.
        if (!await IsGoodAsync(ticket, cancellationToken))
            return Refused<T>(DoorVerdict.BadTicket, Void);

        var admission = await roster.ChangeAsync(
            async context =>
            {
                if (await FindAsync(context, ticket, cancellationToken) is not { } record
                    || await context.Users.FindAsync([record.MemberId], cancellationToken) is not { } maker)
                {
                    return Admission<T>.Refused(DoorVerdict.BadTicket, Void);
                }

                var entered = await enter(context, maker);
                if (entered.Ok)
                    record.UsesLeft--;
                return entered;
            },
            cancellationToken);
        return admission.Ok ? admission : Refused<T>(admission.Verdict, admission.Sentence);
    }

    private async Task<bool> IsGoodAsync(string ticket, CancellationToken cancellationToken)
    {
        if (!TicketSecret.HasForm(ticket))
            return false;
        await using var context = await store.ReadAsync(cancellationToken);
        return await FindAsync(context, ticket, cancellationToken) is not null;
    }

    /// <summary>The ticket if it lets somebody in now. It is looked up by its hash, whose bytes tell nothing about a secret that is nearly right.</summary>
    private async Task<JoinTicketRecord?> FindAsync(PartyDbContext context, string ticket, CancellationToken cancellationToken)
    {
        var hash = TicketSecret.Hash(ticket);
        var found = await context.JoinTickets.FirstOrDefaultAsync(record => record.Hash == hash, cancellationToken);
        if (found is not { UsesLeft: > 0 } || found.ExpiresAt <= time.GetUtcNow())
            return null;

        var stamp = await StampAsync(context, cancellationToken);
        return CryptographicOperations.FixedTimeEquals(found.Hash, hash) && CryptographicOperations.FixedTimeEquals(found.PasswordStamp, stamp) ? found : null;
    }

    private async Task MakeRoomAsync(PartyDbContext context, Guid maker, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        context.JoinTickets.RemoveRange(await context.JoinTickets.Where(record => record.ExpiresAt <= now || record.UsesLeft <= 0).ToListAsync(cancellationToken));
        context.JoinTickets.RemoveRange(await context.JoinTickets
            .Where(record => record.MemberId == maker && record.ExpiresAt > now && record.UsesLeft > 0)
            .OrderByDescending(record => record.MadeAt)
            .Skip(MostOfOneMember - 1)
            .ToListAsync(cancellationToken));
    }

    private static async Task<byte[]> StampAsync(PartyDbContext context, CancellationToken cancellationToken)
    {
        var hash = await context.Parties.Where(party => party.Id == PartyRecord.TheOne).Select(party => party.PasswordHash).SingleAsync(cancellationToken);
        return SHA256.HashData(Encoding.UTF8.GetBytes(hash));
    }

    private Admission<T> Refused<T>(DoorVerdict verdict, string sentence)
        where T : class
    {
        PartyLog.Refused(logger, "a machine with a ticket", verdict);
        return Admission<T>.Refused(verdict, sentence);
    }
}
