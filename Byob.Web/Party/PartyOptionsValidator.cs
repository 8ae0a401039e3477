using Microsoft.Extensions.Options;

namespace Byob.Web.Party;

/// <summary>Checks the section "Party", and reports all its faults at once.</summary>
internal sealed class PartyOptionsValidator : IValidateOptions<PartyOptions>
{
    public ValidateOptionsResult Validate(string? name, PartyOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(PartyOptions options)
    {
        if (options.Name is not null && !PartyRules.CheckPartyName(options.Name).Ok)
            yield return Mend(nameof(options.Name), $"needs 1 to {PartyRules.MaxPartyName} printable characters.");
        if (options.Password is not null && !PartyRules.CheckPassword(options.Password).Ok)
            yield return Mend(nameof(options.Password), $"needs {PartyRules.MinPassword} to {PartyRules.MaxPassword} characters; leave it away to have one made up.");
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            yield return Mend(nameof(options.DataDirectory), "is empty; give a folder, or leave it away for \"data\".");
        if (options.TriesBeforeLock is < 1 or > 100)
            yield return Mend(nameof(options.TriesBeforeLock), "has to be from 1 to 100.");
        if (options.LockTime < TimeSpan.FromSeconds(1) || options.LockTime > TimeSpan.FromDays(1))
            yield return Mend(nameof(options.LockTime), "has to be from 00:00:01 to 1.00:00:00 (a day).");
        if (options.TriesPerMinute is < 1 or > 100_000)
            yield return Mend(nameof(options.TriesPerMinute), "has to be from 1 to 100000.");
        if (options.TicketTime < TimeSpan.FromMinutes(1) || options.TicketTime > TimeSpan.FromDays(1))
            yield return Mend(nameof(options.TicketTime), "has to be from 00:01:00 to 1.00:00:00 (a day).");
        if (options.TicketUses is < 1 or > 1_000)
            yield return Mend(nameof(options.TicketUses), "has to be from 1 to 1000.");
        if (options.SessionTime < TimeSpan.FromMinutes(5) || options.SessionTime > TimeSpan.FromDays(90))
            yield return Mend(nameof(options.SessionTime), "has to be from 00:05:00 to 90.00:00:00 (90 days).");
    }

    private static string Mend(string key, string what) => $"{PartyOptions.Section}:{key} {what}";
}
