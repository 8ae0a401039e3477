using System.Net;
using System.Net.Sockets;

namespace Byob.Worker.Counting;

/// <summary>Tells addresses of the public internet from those that only this machine or its surroundings can mean (IANA special-purpose registries).</summary>
public static class SourceAddress
{
    private static readonly IPNetwork[] s_private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",

            // With the forms of IPv6 that carry an address of IPv4: nobody needs them to reach a public host.
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>True for private, loopback, link-local, unique-local, multicast, reserved and unspecified addresses.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6) || s_private.Any(network => network.Contains(plain));
    }
}
