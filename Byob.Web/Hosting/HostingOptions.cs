namespace Byob.Web.Hosting;

/// <summary>How the master is reached from outside: the section "Hosting" of the configuration.</summary>
public sealed class HostingOptions
{
    public const string Section = "Hosting";

    /// <summary>The path below which the party lives when a reverse proxy passes paths on as they are, like <c>/party</c>. Default: that of <see cref="PublicAddress"/>, else none.</summary>
    public string? PathBase { get; set; }

    /// <summary>The address that people type when it is not one of this machine's, like <c>https://friends.example/party</c>. Default: none.</summary>
    public string? PublicAddress { get; set; }

    /// <summary>
    /// Reverse proxies whose X-Forwarded-For, -Proto, -Host and -Prefix are believed: addresses and networks, with commas between. Default: this
    /// machine itself. Empty: nobody is believed.
    /// </summary>
    public string KnownProxies { get; set; } = "127.0.0.0/8, ::1";

    /// <summary>Whether the master makes a certificate for itself, once, and serves https with it. Default: no.</summary>
    public bool SelfMadeCertificate { get; set; }

    /// <summary>The path base in force, with a slash before it and none behind; empty when there is none.</summary>
    public string PathBaseInForce => Trimmed(PathBase) ?? Trimmed(Uri.TryCreate(PublicAddress, UriKind.Absolute, out var known) ? known.AbsolutePath : null) ?? "";

    private static string? Trimmed(string? path) => path?.Trim().TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : null;
}
