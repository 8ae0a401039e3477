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
    /// <param name="pathBase">The path that stands behind each, with a slash before it; empty for none.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> listening, IReadOnlyList<IPAddress> local, string pathBase = "") =>
        [.. listening.SelectMany(address => Expand(address, local)).Select(address => address + pathBase).Distinct(StringComparer.Ordinal)];

    /// <summary>The first address that another machine could use; the first one when there is none.</summary>
    public static string ForFriends(IReadOnlyList<string> addresses) =>
        addresses.FirstOrDefault(address => !new Uri(address).IsLoopback) ?? (addresses.Count > 0 ? addresses[0] : "ADDRESS");

    /// <summary>
    /// This machine's addresses on networks that are up: those of IPv4 first, and among them those with a way out; then one of IPv6 for each network, of the
    /// many that it may have.
    /// </summary>
    public static IReadOnlyList<IPAddress> LocalNetwork()
    {
        var networks = NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .Select(network => network.GetIPProperties())
            .OrderByDescending(properties => properties.GatewayAddresses.Any(gateway => !gateway.Address.Equals(IPAddress.Any)))
            .Select(properties => properties.UnicastAddresses.Select(unicast => unicast.Address).Where(IsUsable).ToList())
            .ToList();
        return
        [
            .. networks.SelectMany(network => network.Where(address => address.AddressFamily == AddressFamily.InterNetwork)),
            .. networks.SelectMany(network => network.Where(address => address.AddressFamily == AddressFamily.InterNetworkV6).Take(1)),
        ];
    }

    private static IEnumerable<string> Expand(string address, IReadOnlyList<IPAddress> local)
    {
        if (!Uri.TryCreate(address.Replace("//*", "//[::]", StringComparison.Ordinal).Replace("//+", "//[::]", StringComparison.Ordinal), UriKind.Absolute, out var uri))
            return [];
        if (!IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) || !(ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
            return [Join(uri, uri.Host)];
        // 0.0.0.0 is every address of IPv4 alone.
        return local.Where(here => ip.Equals(IPAddress.IPv6Any) || here.AddressFamily == AddressFamily.InterNetwork).Select(HostOf).Prepend("localhost").Select(host => Join(uri, host));
    }

    private static string HostOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private static bool IsUsable(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? !IPAddress.IsLoopback(address) && !IsLinkLocal(address)
        : address.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !address.IsIPv6SiteLocal && !address.IsIPv6Multicast && !address.IsIPv6Teredo;

    private static string Join(Uri uri, string host) => uri.IsDefaultPort ? $"{uri.Scheme}://{host}" : $"{uri.Scheme}://{host}:{uri.Port}";

    private static bool IsLinkLocal(IPAddress address) => address.GetAddressBytes() is [169, 254, ..];
}
