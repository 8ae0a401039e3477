using System.Net;
using System.Net.Sockets;

namespace Byob.Web.Discovery;

/// <summary>The address among those the master listens on that machines on its networks are told of.</summary>
/// <param name="Host">The one address of this machine that it listens on; null for all.</param>
/// <param name="Serves6">Whether it is reached by IPv6, when it listens on all.</param>
internal sealed record AnnouncedAddress(string Scheme, int Port, IPAddress? Host, bool Serves6)
{
    /// <summary>The first that the network reaches, else the first of this machine alone; null when there is none.</summary>
    public static AnnouncedAddress? Of(IEnumerable<string> listening) => listening.Select(Read).OfType<AnnouncedAddress>()
        .OrderBy(address => address.Host is { } host && IPAddress.IsLoopback(host))
        .FirstOrDefault();

    /// <summary>Whether a question that came to this address of the machine is answered.</summary>
    public bool Covers(IPAddress own) => Host is { } host ? host.Equals(own) : Serves6 || own.AddressFamily == AddressFamily.InterNetwork;

    private static AnnouncedAddress? Read(string address)
    {
        if (!Uri.TryCreate(address.Replace("//*", "//[::]", StringComparison.Ordinal).Replace("//+", "//[::]", StringComparison.Ordinal), UriKind.Absolute, out var uri) || uri.Port <= 0)
            return null;
        var host = uri.Host.Trim('[', ']');
        if (!IPAddress.TryParse(host, out var ip))
            return host == "localhost" ? new AnnouncedAddress(uri.Scheme, uri.Port, IPAddress.Loopback, false) : new AnnouncedAddress(uri.Scheme, uri.Port, null, true);
        return ip.Equals(IPAddress.IPv6Any) ? new AnnouncedAddress(uri.Scheme, uri.Port, null, true)
            : ip.Equals(IPAddress.Any) ? new AnnouncedAddress(uri.Scheme, uri.Port, null, false)
            : new AnnouncedAddress(uri.Scheme, uri.Port, ip, false);
    }
}
