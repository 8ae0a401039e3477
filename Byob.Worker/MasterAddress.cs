using System.Diagnostics.CodeAnalysis;

namespace Byob.Worker;

/// <summary>Understands the address of a master as people write it.</summary>
internal static class MasterAddress
{
    /// <summary>Takes <c>http://host:port</c> or <c>host:port</c>, with or without a path.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? master, [NotNullWhen(false)] out string? fault)
    {
        master = null;
        var withScheme = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (!Uri.TryCreate(withScheme.Trim(), UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.Host.Length == 0)
        {
            fault = $"\"{text}\" is not the address of a master; it looks like http://192.168.1.20:5150.";
            return false;
        }

        if (uri.UserInfo.Length > 0)
        {
            fault = "The address must not have a name or a password in it; give them with --name and --password-file.";
            return false;
        }

        fault = null;
        master = AsBase(new UriBuilder(uri) { Query = "", Fragment = "" }.Uri);
        return true;
    }

    /// <summary>The address with a slash at its end, so that routes are put below its path and not beside it.</summary>
    public static Uri AsBase(Uri master) =>
        master.AbsolutePath.EndsWith('/') ? master : new UriBuilder(master) { Path = master.AbsolutePath + "/" }.Uri;
}
