using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Storage;
using Byob.Web.Workers;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Party;

/// <summary>Changes who belongs to the party. Every rule is checked inside the change, against who the actor is then, not against who they were when the page was drawn.</summary>
internal sealed class Members(
    PartyRoster roster,
    PartyStore store,
    PartyPasswords passwords,
    MemberAccounts accounts,
    TimeProvider time,
    IServiceProvider services,
    ILogger<Members> logger) : IMembers
{
    private static readonly Outcome NotHost = Outcome.Refused("Only the host of the party may do this.");
    private static readonly Outcome NoSuchMember = Outcome.Refused("This member does not belong to the party any more. The page shows who does.");

    public async Task<PartyRoll> RollAsync(CancellationToken cancellationToken)
    {
        await using var context = await store.ReadAsync(cancellationToken);
        return await RollReader.ReadAsync(context, roster.Name, cancellationToken);
    }

    public async Task<Outcome> InviteAsync(IReadOnlyList<string> names, Actor actor, CancellationToken cancellationToken)
    {
        var tidy = names.Select(PartyRules.Tidy).Where(name => name.Length > 0).DistinctBy(PartyRules.Key).ToList();
        if (tidy.Count == 0)
            return Outcome.Refused("Give the names to invite, one a line.");
        if (tidy.Find(name => !PartyRules.CheckMemberName(name).Ok) is { } bad)
            return Outcome.Refused($"\"{PartyRules.Cut(bad, PartyRules.MaxName)}\" cannot be invited. {PartyRules.CheckMemberName(bad).Refusal}");

        var outcome = await HostChangesAsync(
            actor,
            async context =>
            {
                var already = (await context.Invitations.Select(invitation => invitation.NormalizedName).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
                var added = tidy.Where(name => !already.Contains(PartyRules.Key(name))).ToList();
                if (already.Count + added.Count > PartyRules.MaxEntries)
                    return Outcome.Refused($"The list takes {PartyRules.MaxEntries} names; {already.Count} are on it.");
                foreach (var name in added)
                    await AddInvitationAsync(context, name, actor.Name);
                return Outcome.Done;
            },
            cancellationToken);
        if (outcome.Ok)
            PartyLog.Invited(logger, actor.Name, tidy.Count);
        return outcome;
    }

    public async Task<Outcome> WithdrawInvitationAsync(string name, Actor actor, CancellationToken cancellationToken)
    {
        var key = PartyRules.Key(name);
        var outcome = await HostChangesAsync(
            actor,
            async context =>
            {
                var invitation = await context.Invitations.FindAsync([key], cancellationToken);
                if (invitation is null)
                    return Outcome.Refused("This name is not on the invitation list any more.");
                context.Invitations.Remove(invitation);
                return Outcome.Done;
            },
            cancellationToken);
        if (outcome.Ok)
            PartyLog.Withdrawn(logger, actor.Name, PartyRules.Tidy(name));
        return outcome;
    }

    public async Task<Outcome> RemoveAsync(Guid memberId, Actor actor, CancellationToken cancellationToken)
    {
        var removed = "";
        List<WorkerRecord> machines = [];
        var outcome = await HostChangesAsync(
            actor,
            async context =>
            {
                // The host who acts stays, so the party never loses its last host here.
                if (memberId == actor.MemberId)
                    return Outcome.Refused("You cannot remove yourself. Hand the party over first; then the new host can.");
                var member = await context.Users.FindAsync([memberId], cancellationToken);
                if (member is null)
                    return NoSuchMember;

                removed = member.UserName ?? "";
                machines = await context.Workers.Where(worker => worker.OwnerId == memberId && worker.RevokedAt == null).ToListAsync(cancellationToken);
                foreach (var machine in machines)
                    machine.RevokedAt = time.GetUtcNow();
                await DropInvitationAsync(context, PartyRules.Key(removed), actor.Name);
                await accounts.RemoveAsync(context, member);
                return Outcome.Done;
            },
            cancellationToken);
        if (!outcome.Ok)
            return outcome;

        PartyLog.Removed(logger, actor.Name, removed, machines.Count);
        foreach (var machine in machines)
            await DisconnectAsync(machine, $"{removed} was removed from the party by {actor.Name}.");
        return outcome;
    }

    public async Task<Outcome> RemoveWorkerAsync(Guid workerId, Actor actor, CancellationToken cancellationToken)
    {
        WorkerRecord? machine = null;
        var outcome = await roster.ChangeAsync(
            async context =>
            {
                machine = await context.Workers.FirstOrDefaultAsync(worker => worker.Id == workerId && worker.RevokedAt == null, cancellationToken);
                if (machine is null)
                    return Outcome.Refused("This machine does not belong to the party any more. The page shows which do.");
                if (await FindActorAsync(context, actor) is not { } member || (machine.OwnerId != member.Id && !member.IsHost))
                    return Outcome.Refused("Only the owner of this machine or the host may remove it.");
                if (machine.BuiltIn)
                    return Outcome.Refused("The master's own worker is not removed but switched off: start the master with --Worker:BuiltIn=false.");

                machine.RevokedAt = time.GetUtcNow();
                return Outcome.Done;
            },
            cancellationToken);
        if (!outcome.Ok || machine is null)
            return outcome;

        PartyLog.WorkerRemoved(logger, actor.Name, machine.Name);
        await DisconnectAsync(machine, $"This machine was removed from the party by {actor.Name}.");
        return outcome;
    }

    public async Task<Outcome> HandOverAsync(Guid memberId, Actor actor, CancellationToken cancellationToken)
    {
        var successor = "";
        var outcome = await HostChangesAsync(
            actor,
            async context =>
            {
                if (memberId == actor.MemberId)
                    return Outcome.Refused("You are the host already. Choose another member.");
                var member = await context.Users.FindAsync([memberId], cancellationToken);
                var host = await context.Users.FindAsync([actor.MemberId], cancellationToken);
                if (member is null || host is null)
                    return NoSuchMember;

                successor = member.UserName ?? "";
                member.IsHost = true;
                host.IsHost = false;
                return Outcome.Done;
            },
            cancellationToken);
        if (outcome.Ok)
            PartyLog.HandedOver(logger, actor.Name, successor);
        return outcome;
    }

    public async Task<Outcome> ChangePasswordAsync(string password, Actor actor, CancellationToken cancellationToken)
    {
        if (PartyRules.CheckPassword(password) is { Ok: false } bad)
            return bad;

        var hash = passwords.Hash(password);
        var outcome = await ChangePartyAsync(actor, party => party.PasswordHash = hash, cancellationToken);
        if (outcome.Ok)
            PartyLog.PasswordChanged(logger, actor.Name);
        return outcome;
    }

    public async Task<Outcome> RenamePartyAsync(string name, Actor actor, CancellationToken cancellationToken)
    {
        if (PartyRules.CheckPartyName(name) is { Ok: false } bad)
            return bad;

        var outcome = await ChangePartyAsync(actor, party => party.Name = name.Trim(), cancellationToken);
        if (outcome.Ok)
            PartyLog.Renamed(logger, actor.Name, name.Trim());
        return outcome;
    }

    private static async Task<Member?> FindActorAsync(PartyDbContext context, Actor actor) => await context.Users.FindAsync(actor.MemberId);

    /// <summary>
    /// The removed one must not walk in again as invited. Nor must the list become empty by it, for an empty list
    /// invites everybody: then the host's own name stands on it.
    /// </summary>
    private async Task DropInvitationAsync(PartyDbContext context, string key, string host)
    {
        var invitation = await context.Invitations.FindAsync(key);
        if (invitation is null)
            return;
        context.Invitations.Remove(invitation);
        if (!await context.Invitations.AnyAsync(other => other.NormalizedName != key))
            await AddInvitationAsync(context, host, host);
    }

    private async Task AddInvitationAsync(PartyDbContext context, string name, string invitedBy) =>
        await context.Invitations.AddAsync(new Invitation
        {
            NormalizedName = PartyRules.Key(name),
            Name = name,
            InvitedBy = invitedBy,
            InvitedAt = time.GetUtcNow(),
        });

    private Task<Outcome> HostChangesAsync(Actor actor, Func<PartyDbContext, Task<Outcome>> change, CancellationToken cancellationToken) =>
        roster.ChangeAsync(
            async context => await FindActorAsync(context, actor) is { IsHost: true } ? await change(context) : NotHost,
            cancellationToken);

    private Task<Outcome> ChangePartyAsync(Actor actor, Action<PartyRecord> change, CancellationToken cancellationToken) =>
        HostChangesAsync(
            actor,
            async context =>
            {
                change(await context.Parties.SingleAsync(party => party.Id == PartyRecord.TheOne, cancellationToken));
                return Outcome.Done;
            },
            cancellationToken);

    /// <summary>Asked for late, since the connections know their members through this class's neighbours.</summary>
    private async Task DisconnectAsync(WorkerRecord machine, string reason)
    {
        foreach (var connections in services.GetServices<IWorkerConnections>())
            await connections.DisconnectAsync(new WorkerId(machine.Id), GoodbyeKind.Removed, reason);
    }
}
