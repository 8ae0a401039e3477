using System.Net;

namespace Byob.Web.Workers.BuiltIn;

/// <summary>Finds the address at which the master reaches itself.</summary>
public static class LoopbackAddress
{
    /// <summary>The first plain http address, with loopback in the place of "any"; null when there is none.</summary>
    public static Uri? Of(IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            // Kestrel's own forms: sockets and pipes, which look like hosts, and "any address", which is no host of a URI.
            if (address.StartsWith("http://unix:/", StringComparison.OrdinalIgnoreCase) || address.StartsWith("http://pipe:/", StringComparison.OrdinalIgnoreCase))
                continue;
            var text = address.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal);
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
                continue;
            var host = IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
                ? "127.0.0.1"
                : uri.Host;
            return new UriBuilder(uri) { Host = host }.Uri;
        }

        return null;
    }
}
