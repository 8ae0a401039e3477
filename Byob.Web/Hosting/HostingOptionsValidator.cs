using Microsoft.Extensions.Options;

namespace Byob.Web.Hosting;

/// <summary>Checks the section "Hosting", and reports all its faults at once.</summary>
internal sealed class HostingOptionsValidator(IConfiguration configuration) : IValidateOptions<HostingOptions>
{
    public ValidateOptionsResult Validate(string? name, HostingOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(HostingOptions options)
    {
        if (options.PathBase is { Length: > 0 } path && !IsPath(path))
            yield return Mend(nameof(options.PathBase), "is a path with a slash before it, like /party.");
        if (options.PublicAddress is { Length: > 0 } address && !IsAddress(address))
            yield return Mend(nameof(options.PublicAddress), "is an address with its scheme, like https://friends.example/party.");
        if (!ProxyList.TryParse(options.KnownProxies, out _, out var wrong))
            yield return Mend(nameof(options.KnownProxies), $"has \"{wrong}\" in it, which is no address and no network like 10.0.0.0/8; put commas between them.");
        if (options.SelfMadeCertificate && configuration[GivenCertificate.PathKey] is { Length: > 0 })
            yield return Mend(nameof(options.SelfMadeCertificate), $"and {GivenCertificate.PathKey} are both there; keep one of them.");
    }

    private static bool IsPath(string path) =>
        path[0] == '/' && !path.Contains("//", StringComparison.Ordinal) && path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or '~');

    private static bool IsAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
        && IsPath(uri.AbsolutePath);

    private static string Mend(string key, string what) => $"{HostingOptions.Section}:{key} {what}";
}
