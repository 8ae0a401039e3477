using System.Text;
using Byob.Web.Hosting;

namespace Byob.Web.Party;

/// <summary>Tells the person at the console how to get in, once the addresses are known: in one piece, past the log, so that no secret of it is ever logged.</summary>
internal sealed class PartyBanner(OpenAddresses addresses, PartyCertificate certificate, IPartyIdentity party, FirstWords firstWords, BannerWriter console)
{
    public void Show()
    {
        console.Writer.Write(Text(party.Name, firstWords, addresses.All, certificate.Fingerprint));
        console.Writer.Flush();
    }

    private static string Text(string partyName, FirstWords words, IReadOnlyList<string> addresses, string? fingerprint)
    {
        var text = new StringBuilder().AppendLine().Append("  BYOB · bring your own bits · ").AppendLine(partyName).AppendLine();
        Say(text, "Open", addresses);
        if (words.HostTicket is { } ticket)
        {
            Say(text, "Host link", addresses.Select(address => $"{address}/host/{ticket}").Take(2));
            Say(text, "", ["works once, and makes who opens it the host"]);
        }

        if (words.MadeUpPassword is { } password)
            Say(text, "Password", [password, "shown once; the host changes it on the Party page"]);
        else if (words.NewParty)
            Say(text, "Password", ["the one that you chose"]);
        var friends = PartyAddresses.ForFriends(addresses);
        var pin = fingerprint is not null && friends.StartsWith("https:", StringComparison.Ordinal) ? $" --fingerprint {fingerprint}" : "";
        Say(text, "Machines", [$"dotnet run -c Release --project Byob.Worker -- join {friends} --name YOURNAME{pin}"]);
        if (fingerprint is not null)
            Say(text, "Certificate", ["SHA-256 " + fingerprint]);
        return text.AppendLine().ToString();
    }

    private static void Say(StringBuilder text, string label, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            text.Append("  ").Append(label.PadRight(11)).Append(label.Length > 10 ? " " : "").AppendLine(line);
            label = "";
        }
    }
}
