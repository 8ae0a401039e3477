using System.Collections.Immutable;

namespace Byob.Web.Party;

/// <summary>Who belongs to the party, as the page "Party" shows and changes it.</summary>
public interface IMembers
{
    Task<PartyRoll> RollAsync(CancellationToken cancellationToken);

    /// <summary>Adds names to the invitation list. From the first one on, only invited names may join.</summary>
    Task<Outcome> InviteAsync(IReadOnlyList<string> names, Actor actor, CancellationToken cancellationToken);

    Task<Outcome> WithdrawInvitationAsync(string name, Actor actor, CancellationToken cancellationToken);

    /// <summary>Removes a member: their sessions end and their workers' tokens die at once.</summary>
    Task<Outcome> RemoveAsync(Guid memberId, Actor actor, CancellationToken cancellationToken);

    /// <summary>Revokes one worker's token; its connection ends at once. The owner or the host may.</summary>
    Task<Outcome> RemoveWorkerAsync(Guid workerId, Actor actor, CancellationToken cancellationToken);

    /// <summary>Makes another member the host, in place of the actor.</summary>
    Task<Outcome> HandOverAsync(Guid memberId, Actor actor, CancellationToken cancellationToken);

    /// <summary>Sets the party password. Sessions and workers that are in stay in.</summary>
    Task<Outcome> ChangePasswordAsync(string password, Actor actor, CancellationToken cancellationToken);

    Task<Outcome> RenamePartyAsync(string name, Actor actor, CancellationToken cancellationToken);
}

/// <summary>The party's members, invitations and enrolled machines.</summary>
public sealed record PartyRoll(
    string PartyName,
    ImmutableArray<MemberEntry> Members,
    ImmutableArray<InvitationEntry> Invitations,
    ImmutableArray<EnrolledWorker> Workers);

public sealed record MemberEntry(Guid Id, string Name, bool IsHost, DateTimeOffset JoinedAt, DateTimeOffset? LastSignInAt);

public sealed record InvitationEntry(string Name, string InvitedBy, DateTimeOffset InvitedAt, bool HasJoined);

/// <param name="SetAside">Why it gets no more chunks until it is taken back, in a sentence; null while it does.</param>
public sealed record EnrolledWorker(Guid Id, string Name, Guid OwnerId, string OwnerName, DateTimeOffset EnrolledAt, DateTimeOffset? LastSeenAt, bool BuiltIn, string? SetAside = null);
