using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Party;

/// <summary>Reads what the Party page shows, each list by name.</summary>
internal static class RollReader
{
    public static async Task<PartyRoll> ReadAsync(PartyDbContext context, string partyName, CancellationToken cancellationToken)
    {
        var members = await context.Users.AsNoTracking().ToListAsync(cancellationToken);
        var invitations = await context.Invitations.AsNoTracking().ToListAsync(cancellationToken);
        var workers = await context.Workers.AsNoTracking().Where(worker => worker.RevokedAt == null).ToListAsync(cancellationToken);
        var joined = members.Select(member => PartyRules.Key(member.UserName ?? "")).ToHashSet(StringComparer.Ordinal);
        return new PartyRoll(
            partyName,
            [.. members.Select(m => new MemberEntry(m.Id, m.UserName ?? "", m.IsHost, m.JoinedAt, m.LastSignInAt)).OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase)],
            [.. invitations.Select(i => new InvitationEntry(i.Name, i.InvitedBy, i.InvitedAt, joined.Contains(i.NormalizedName))).OrderBy(i => i.Name, StringComparer.OrdinalIgnoreCase)],
            [.. workers.Select(w => new EnrolledWorker(w.Id, w.Name, w.OwnerId, w.OwnerName, w.EnrolledAt, w.LastSeenAt, w.BuiltIn, w.SetAside)).OrderBy(w => w.Name, StringComparer.OrdinalIgnoreCase)]);
    }
}
