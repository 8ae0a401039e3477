using System.Collections.Immutable;
using Byob.Shared.Chunks;

namespace Byob.Web.Party.Roster;

/// <summary>Everybody and every machine that may come in, at one moment. A class and not a record: a record would print the hash.</summary>
internal sealed class RosterSnapshot
{
    public static RosterSnapshot Empty { get; } = new()
    {
        PartyName = "",
        Term = 0,
        PasswordHash = "",
        Members = [],
        Invitations = ImmutableSortedDictionary<string, string>.Empty,
        Workers = ImmutableDictionary<string, RosterWorker>.Empty,
    };

    public required string PartyName { get; init; }

    public required long Term { get; init; }

    public required string PasswordHash { get; init; }

    public required ImmutableArray<RosterMember> Members
    {
        get;
        init
        {
            field = value;
            MembersById = value.ToImmutableDictionary(member => member.Id);
            MembersByName = value.ToImmutableDictionary(member => PartyRules.Key(member.Name));
        }
    }

    public ImmutableDictionary<Guid, RosterMember> MembersById { get; private init; } = ImmutableDictionary<Guid, RosterMember>.Empty;

    public ImmutableDictionary<string, RosterMember> MembersByName { get; private init; } = ImmutableDictionary<string, RosterMember>.Empty;

    /// <summary>Invited names by <see cref="PartyRules.Key"/>; empty when anyone with the password may join.</summary>
    public required ImmutableSortedDictionary<string, string> Invitations { get; init; }

    /// <summary>Machines that may connect, by <see cref="WorkerToken.Hash"/>.</summary>
    public required ImmutableDictionary<string, RosterWorker> Workers { get; init; }
}

/// <summary>A member, as far as coming in is concerned.</summary>
internal sealed record RosterMember(Guid Id, string Name, bool IsHost)
{
    public Actor AsActor() => new(Id, Name, IsHost);
}

/// <summary>An enrolled machine, as far as connecting is concerned.</summary>
internal sealed record RosterWorker(WorkerId Id, string Name, Guid OwnerId, string OwnerName, bool BuiltIn);
