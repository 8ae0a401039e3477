using System.Net;

namespace Byob.Web.Workers.BuiltIn;

/// <summary>Finds the address at which the master reaches itself.</summary>
public static class LoopbackAddress
{
    /// <summary>The first plain http address, with loopback in the place of "any"; else the first https one, if that may be; null when there is none.</summary>
    /// <param name="secure">Whether an https address will do: the master knows its own certificate.</param>
    public static Uri? Of(ICollection<string> addresses, bool secure = false) =>
        Find(addresses, Uri.UriSchemeHttp) ?? (secure ? Find(addresses, Uri.UriSchemeHttps) : null);

    private static Uri? Find(IEnumerable<string> addresses, string scheme)
    {
        foreach (var address in addresses)
        {
            // Kestrel's own forms: sockets and pipes, which look like hosts, and "any address", which is no host of a URI.
            if (address.StartsWith("http://unix:/", StringComparison.OrdinalIgnoreCase) || address.StartsWith("http://pipe:/", StringComparison.OrdinalIgnoreCase))
                continue;
            var text = address.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal);
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != scheme)
                continue;
            var host = IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
                ? "127.0.0.1"
                : uri.Host;
            return new UriBuilder(uri) { Host = host }.Uri;
        }

        return null;
    }
}
