using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Byob.Web.Party;

/// <summary>Turns the addresses that the host listens on into those that people can type.</summary>
internal static class PartyAddresses
{
    /// <summary>Addresses of the party, the one for this machine first.</summary>
    /// <param name="listening">As the server reports them: <c>http://[::]:5150</c> stands for every address of this machine.</param>
    /// <param name="local">Addresses of this machine on the network.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> listening, IReadOnlyList<IPAddress> local) =>
        [.. listening.SelectMany(address => Expand(address, local)).Distinct(StringComparer.Ordinal)];

    /// <summary>The first address that another machine could use; the first one when there is none.</summary>
    public static string ForFriends(IReadOnlyList<string> addresses) =>
        addresses.FirstOrDefault(address => !new Uri(address).IsLoopback) ?? (addresses.Count > 0 ? addresses[0] : "ADDRESS");

    /// <summary>This machine's IPv4 addresses on networks that are up; those with a way out first.</summary>
    public static IReadOnlyList<IPAddress> LocalNetwork() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .Select(network => network.GetIPProperties())
            .OrderByDescending(properties => properties.GatewayAddresses.Any(gateway => !gateway.Address.Equals(IPAddress.Any)))
            .SelectMany(properties => properties.UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address) && !IsLinkLocal(address)),
    ];

    private static IEnumerable<string> Expand(string address, IReadOnlyList<IPAddress> local)
    {
        if (!Uri.TryCreate(address.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri))
            return [];
        var isEverywhere = IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        return isEverywhere ? local.Select(here => here.ToString()).Prepend("localhost").Select(host => Join(uri, host)) : [Join(uri, uri.Host)];
    }

    private static string Join(Uri uri, string host) => uri.IsDefaultPort ? $"{uri.Scheme}://{host}" : $"{uri.Scheme}://{host}:{uri.Port}";

    private static bool IsLinkLocal(IPAddress address) => address.GetAddressBytes() is [169, 254, ..];
}
