using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Party.Roster;

/// <summary>Reads the roster out of the database.</summary>
internal static class RosterLoader
{
    public static async Task<RosterSnapshot> LoadAsync(PartyDbContext context, CancellationToken cancellationToken)
    {
        var party = await context.Parties.AsNoTracking().SingleAsync(p => p.Id == PartyRecord.TheOne, cancellationToken);
        var members = await context.Users.AsNoTracking().ToListAsync(cancellationToken);
        var invitations = await context.Invitations.AsNoTracking().ToListAsync(cancellationToken);
        var workers = await context.Workers.AsNoTracking().Where(worker => worker.RevokedAt == null).ToListAsync(cancellationToken);
        return new RosterSnapshot
        {
            PartyName = party.Name,
            Term = party.Term,
            PasswordHash = party.PasswordHash,
            Members = [.. members.Select(member => new RosterMember(member.Id, member.UserName ?? "", member.IsHost))],
            Invitations = invitations.ToImmutableSortedDictionary(i => i.NormalizedName, i => i.Name, StringComparer.Ordinal),
            Workers = workers.ToImmutableDictionary(
                worker => Convert.ToHexString(worker.TokenHash),
                worker => new RosterWorker(new WorkerId(worker.Id), worker.Name, worker.OwnerId, worker.OwnerName, worker.BuiltIn)),
        };
    }
}
