using System.Net;

namespace Byob.Web.Hosting;

/// <summary>Reads a list of addresses and networks as people write it.</summary>
internal static class ProxyList
{
    /// <param name="wrong">The first part that is neither.</param>
    public static bool TryParse(string? text, out IReadOnlyList<IPNetwork> networks, out string? wrong)
    {
        var all = new List<IPNetwork>();
        networks = all;
        wrong = null;
        foreach (var part in (text ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPNetwork.TryParse(part, out var network))
            {
                all.Add(network);
            }
            else if (IPAddress.TryParse(part, out var address))
            {
                all.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                wrong = part;
                return false;
            }
        }

        return true;
    }
}
