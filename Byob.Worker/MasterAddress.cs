using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Byob.Worker;

/// <summary>Understands the address of a master as people write it.</summary>
internal static class MasterAddress
{
    /// <summary>Where a master listens unless it was told otherwise.</summary>
    private const int UsualPort = 5150;

    /// <summary>Takes <c>http://host:port</c>, <c>host:port</c> and <c>host</c> (which means the usual port), with or without a path; and addresses of IPv6, in brackets or bare.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? master, [NotNullWhen(false)] out string? fault)
    {
        master = null;
        var typed = text.Trim();
        var hasScheme = typed.Contains("://", StringComparison.Ordinal);
        if (!hasScheme && IPAddress.TryParse(typed, out var bare) && bare.AddressFamily == AddressFamily.InterNetworkV6 && typed[0] != '[')
            typed = $"[{typed}]";
        if (!Uri.TryCreate(hasScheme ? typed : "http://" + typed, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.Host.Length == 0)
        {
            fault = $"\"{text}\" is not the address of a master; it looks like http://192.168.1.20:5150 or http://[fd00::20]:5150.";
            return false;
        }

        if (uri.UserInfo.Length > 0)
        {
            fault = "The address must not have a name or a password in it; give them with --name and --password-file.";
            return false;
        }

        // Such an address means nothing without the name of a network card, which no address in a file can carry.
        if (typed.Contains('%', StringComparison.Ordinal) && uri.HostNameType == UriHostNameType.IPv6)
        {
            fault = $"\"{text}\" is good on one network card alone; take another address of the master, or its name.";
            return false;
        }

        fault = null;
        var port = hasScheme || HasPort(typed) ? uri.Port : UsualPort;
        master = AsBase(new UriBuilder(uri.Scheme, uri.Host, port, uri.AbsolutePath).Uri);
        return true;
    }

    /// <summary>The address with a slash at its end, so that routes are put below its path and not beside it.</summary>
    public static Uri AsBase(Uri master) =>
        master.AbsolutePath.EndsWith('/') ? master : new UriBuilder(master) { Path = master.AbsolutePath + "/" }.Uri;

    private static bool HasPort(string typed)
    {
        var authority = typed.Split('/', '?', '#')[0];
        return authority.LastIndexOf(':') > authority.LastIndexOf(']');
    }
}
