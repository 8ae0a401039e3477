using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Byob.Web.Party;

/// <summary>Tells the person at the console how to get in, once the addresses are known: in one piece, past the log, so that no secret of it is ever logged.</summary>
internal sealed class PartyBanner(IServer server, IPartyIdentity party, FirstWords firstWords, BannerWriter console)
{
    public void Show()
    {
        var listening = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        console.Writer.Write(Text(party.Name, firstWords, PartyAddresses.Of(listening, PartyAddresses.LocalNetwork())));
        console.Writer.Flush();
    }

    internal static string Text(string partyName, FirstWords words, IReadOnlyList<string> addresses)
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
        Say(text, "Machines", [$"dotnet run -c Release --project Byob.Worker -- join {PartyAddresses.ForFriends(addresses)} --name YOURNAME"]);
        return text.AppendLine().ToString();
    }

    private static void Say(StringBuilder text, string label, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            text.Append("  ").Append(label.PadRight(11)).AppendLine(line);
            label = "";
        }
    }
}
