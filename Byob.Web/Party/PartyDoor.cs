using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Party;

/// <summary>
/// Lets people in, for themselves or for their machines: name, lock-out, party password, invitation list, in this order for
/// everybody, member or not, so that a stranger learns nothing about names.
/// </summary>
internal sealed class PartyDoor(PartyRoster roster, PartyPasswords passwords, LockOut lockOut, MemberAccounts accounts, TimeProvider time, ILogger<PartyDoor> logger)
{
    /// <summary>Signs a member in, and makes them a member at the first time.</summary>
    public async Task<Admission<Actor>> EnterAsync(string? typedName, string? password, CancellationToken cancellationToken)
    {
        var entered = await AdmitAsync(
            typedName,
            password,
            (_, member) =>
            {
                member.LastSignInAt = time.GetUtcNow();
                return Task.FromResult(Admission<Actor>.Welcome(new Actor(member.Id, member.UserName ?? "", member.IsHost)));
            },
            cancellationToken);
        if (entered.Ok)
            PartyLog.SignedIn(logger, entered.Value.Name);
        return entered;
    }

    /// <summary>Makes the name a member and a host, without a password: for whoever holds the one-use link.</summary>
    public async Task<Admission<Actor>> EnterAsHostAsync(string? typedName, CancellationToken cancellationToken)
    {
        var name = PartyRules.Tidy(typedName);
        if (PartyRules.CheckMemberName(name).Refusal is { } badName)
            return Admission<Actor>.Refused(DoorVerdict.BadName, badName);

        var host = await roster.ChangeAsync(
            async context =>
            {
                var member = await accounts.FindAsync(context, name) ?? await accounts.AddAsync(context, name);
                member.IsHost = true;
                member.LastSignInAt = time.GetUtcNow();
                return new Actor(member.Id, member.UserName ?? "", true);
            },
            cancellationToken);
        PartyLog.BecameHost(logger, host.Name);
        return Admission<Actor>.Welcome(host);
    }

    /// <summary>Checks name and password; then, in one transaction, finds or makes the member and does what they came for.</summary>
    public async Task<Admission<T>> AdmitAsync<T>(
        string? typedName, string? password, Func<PartyDbContext, Member, Task<Admission<T>>> enter, CancellationToken cancellationToken)
        where T : class
    {
        var name = PartyRules.Tidy(typedName);
        if (PartyRules.CheckMemberName(name).Refusal is { } badName)
            return Admission<T>.Refused(DoorVerdict.BadName, badName);

        var key = PartyRules.Key(name);
        if (lockOut.Take(key) is { } until)
            return Refused<T>(name, DoorVerdict.Locked, LockedSentence(until));
        if (!passwords.Verify(roster.Current.PasswordHash, password ?? ""))
        {
            return lockOut.LockedUntil(key) is { } lockedNow
                ? Refused<T>(name, DoorVerdict.WrongPassword, $"That is not the party password. {LockedSentence(lockedNow)}")
                : Refused<T>(name, DoorVerdict.WrongPassword, "That is not the party password. Ask the host for it, and mind capitals and hyphens.");
        }

        lockOut.Clear(key);
        var isNew = false;
        var admission = await roster.ChangeAsync(
            async context =>
            {
                var member = await accounts.FindAsync(context, name);
                if (member is null)
                {
                    if (await context.Invitations.AnyAsync(cancellationToken) && !await context.Invitations.AnyAsync(i => i.NormalizedName == key, cancellationToken))
                        return Admission<T>.Refused(DoorVerdict.NotInvited, $"\"{name}\" is not on the invitation list. Ask the host to invite this name, or sign in with the name that is on it.");
                    if (await context.Users.CountAsync(cancellationToken) >= PartyRules.MaxEntries)
                        return Admission<T>.Refused(DoorVerdict.Full, $"The party has {PartyRules.MaxEntries} members, and that is as many as it takes. Ask the host to remove some.");
                    member = await accounts.AddAsync(context, name);
                    isNew = true;
                }

                var entered = await enter(context, member);
                if (!entered.Ok && isNew)
                {
                    context.ChangeTracker.Clear();
                    isNew = false;
                }

                return entered;
            },
            cancellationToken);
        if (isNew)
            PartyLog.Joined(logger, name);
        return admission.Ok ? admission : Refused<T>(name, admission.Verdict, admission.Sentence);
    }

    private Admission<T> Refused<T>(string name, DoorVerdict verdict, string sentence)
        where T : class
    {
        // People type the password into the wrong field: a name that is not known to be one stays out of the log.
        PartyLog.Refused(logger, roster.Current.MembersByName.TryGetValue(PartyRules.Key(name), out var member) ? member.Name : "a name that is no member's", verdict);
        return Admission<T>.Refused(verdict, sentence);
    }

    private string LockedSentence(DateTimeOffset until)
    {
        var minutes = Math.Max(1, (int)Math.Ceiling((until - time.GetUtcNow()).TotalMinutes));
        return $"After too many wrong passwords this name is locked until {until:HH:mm} UTC. Try again in {minutes} {(minutes == 1 ? "minute" : "minutes")}.";
    }
}
