using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Byob.Web.Party;

/// <summary>Opens the party at start: makes it when there is none, takes in a prepared <c>party.json</c>, and raises the term.</summary>
internal sealed class PartyOpening(
    PartyRoster roster,
    PartyStore store,
    PartyFile file,
    PartyPasswords passwords,
    HostTicket hostTicket,
    FirstWords firstWords,
    IOptions<PartyOptions> options,
    TimeProvider time,
    ILogger<PartyOpening> logger)
{
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        // Faults of the options and of the file come before anything is changed.
        var asked = options.Value;
        var prepared = await file.LoadAsync(cancellationToken);
        await using (var context = await store.ReadAsync(cancellationToken))
            firstWords.NewParty = !await context.Parties.AnyAsync(cancellationToken);

        await roster.ChangeAsync(context => firstWords.NewParty ? MakeAsync(context, asked, prepared) : ReignAsync(context), cancellationToken);

        var now = roster.Current;
        if (firstWords.NewParty)
            PartyLog.Made(logger, now.PartyName);
        else
            TellIgnored(asked, prepared);
        if (asked.HostLink || !now.Members.Any(member => member.IsHost))
            firstWords.HostTicket = hostTicket.Issue();
        PartyLog.Opened(logger, now.PartyName, now.Term, now.Members.Length, now.Workers.Count);
    }

    private async Task<bool> MakeAsync(PartyDbContext context, PartyOptions asked, PartyFileContent? prepared)
    {
        var hash = prepared?.PasswordHash;
        if (hash is null)
        {
            var chosen = prepared?.Password ?? asked.Password;
            if (chosen is null)
                chosen = firstWords.MadeUpPassword = PasswordMaker.Make();
            hash = passwords.Hash(chosen);
        }

        var now = time.GetUtcNow();
        await context.Parties.AddAsync(new PartyRecord
        {
            Name = (prepared?.Name ?? asked.Name ?? PartyOptions.DefaultName).Trim(),
            PasswordHash = hash,
            Term = 1,
            CreatedAt = now,
        });
        foreach (var name in (prepared?.Invited ?? []).Select(PartyRules.Tidy).DistinctBy(PartyRules.Key))
        {
            await context.Invitations.AddAsync(new Invitation
            {
                NormalizedName = PartyRules.Key(name),
                Name = name,
                InvitedBy = "party.json",
                InvitedAt = now,
            });
        }

        return true;
    }

    private static async Task<bool> ReignAsync(PartyDbContext context)
    {
        var party = await context.Parties.SingleAsync(p => p.Id == PartyRecord.TheOne);
        party.Term++;
        return true;
    }

    private void TellIgnored(PartyOptions asked, PartyFileContent? found)
    {
        var now = roster.Current;
        if (asked.Password is not null && !passwords.Verify(now.PasswordHash, asked.Password))
            PartyLog.OptionIgnored(logger, $"{PartyOptions.Section}:{nameof(PartyOptions.Password)}");
        if (asked.Name is not null && asked.Name.Trim() != now.PartyName)
            PartyLog.OptionIgnored(logger, $"{PartyOptions.Section}:{nameof(PartyOptions.Name)}");
        if (found is not null && !found.Says(PartyFileContent.Of(now)))
            PartyLog.FileIgnored(logger, file.Path);
    }
}
