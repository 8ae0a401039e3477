namespace Byob.Web.Hosting;

/// <summary>
/// Refuses requests that a page of another origin makes a browser send: changes, and WebSockets. Same-site cookies alone
/// do not, since another port of this machine is the same site.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        IsForeign(context.Request)
            ? Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "This request came from a page of another address. Open the party's own address and try there.")
            : next(context);

    private static bool IsForeign(HttpRequest request)
    {
        // Programs send no Origin; browsers send it with everything that matters here.
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && IsGuarded(request) && !IsOwn(origin, request.Host);
    }

    private static bool IsGuarded(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        || request.Headers.Connection.ToString().Contains("upgrade", StringComparison.OrdinalIgnoreCase);

    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, WithoutDefaultPort(uri, host), StringComparison.OrdinalIgnoreCase);

    private static string WithoutDefaultPort(Uri origin, HostString host) =>
        host.Port is { } port && port == (origin.Scheme == Uri.UriSchemeHttps ? 443 : 80) ? host.Host : host.Value ?? "";
}
