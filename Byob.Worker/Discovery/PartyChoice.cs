using Byob.Worker.Settings;

namespace Byob.Worker.Discovery;

/// <summary>
/// Decides which of the parties that answered is joined. Answers prove nothing, so no password goes anywhere before a person has seen the name and the
/// address and said yes, or has typed the name and exactly one party has it.
/// </summary>
internal static class PartyChoice
{
    private const string Typed = "byob join http://HOST:5150 --name YOUR_NAME";

    /// <param name="name">The party's name as it was typed; null when it was not.</param>
    /// <param name="fingerprint">The only certificate that will do; null when any will.</param>
    /// <param name="ask">Shows a question and reads the answer; null when nobody is there to answer.</param>
    /// <exception cref="WorkerFaultException">None is to be joined; the sentence says why and what to do.</exception>
    public static FoundParty Choose(IReadOnlyList<FoundParty> found, string? name, string? fingerprint, Action<string> say, Func<string, string>? ask)
    {
        if (found.Count == 0)
        {
            throw new WorkerFaultException(
                $"No party answered on this network in {PartySearch.Patience.TotalSeconds:0} seconds. It may be on another network, or a firewall keeps the question away (UDP port 5150). "
                + $"The address is in the master's window and on its page \"Join with a machine\": {Typed}", needsHuman: true);
        }

        var fitting = found.Where(party => name is null || string.Equals(party.Party, name.Trim(), StringComparison.OrdinalIgnoreCase))
            .Where(party => fingerprint is null || party.Fingerprint == fingerprint)
            .ToList();
        if (fitting.Count == 0)
            throw new WorkerFaultException($"None of the parties on this network is the one that was asked for. Found: {Lines(found)}. With the address: {Typed}", needsHuman: true);
        if (name is not null && fitting.Count == 1)
            return fitting[0];
        if (ask is null)
        {
            throw new WorkerFaultException(
                $"Found on this network: {Lines(fitting)}. Nobody is here to say yes, so nothing was sent there. Give the address, or the name of the one party that it is with --party NAME: {Typed}", needsHuman: true);
        }

        say("Found on this network:");
        for (var i = 0; i < fitting.Count; i++)
            say($"  {i + 1}  {fitting[i].Line}");
        var answer = ask(fitting.Count == 1 ? "Join it, and send it the party password? [y/N] " : $"Which one is it? [1-{fitting.Count}, Enter for none] ").Trim();
        if (fitting.Count == 1 ? answer is "y" or "Y" or "yes" : int.TryParse(answer, out var chosen) && chosen >= 1 && chosen <= fitting.Count)
            return fitting[fitting.Count == 1 ? 0 : int.Parse(answer, System.Globalization.CultureInfo.InvariantCulture) - 1];
        throw new WorkerFaultException($"Nothing was joined, and nothing was sent. With the address: {Typed}", needsHuman: true);
    }

    private static string Lines(IEnumerable<FoundParty> parties) => string.Join("; ", parties.Select(party => party.Line));
}
