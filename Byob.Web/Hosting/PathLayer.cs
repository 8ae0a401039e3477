using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Byob.Web.Hosting;

/// <summary>
/// Takes the configured path base off the path, so that the house below knows only its own paths and puts the base before every link. On this machine's
/// own port the party answers without it as well.
/// </summary>
internal sealed class PathLayer(RequestDelegate next, IOptions<HostingOptions> options)
{
    private readonly PathString _base = new(options.Value.PathBaseInForce);

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var (pathBase, path) = (request.PathBase, request.Path);
        // A proxy that names the prefix (X-Forwarded-Prefix) has taken it off already; a page of the party may have the same name.
        if (_base.HasValue && !pathBase.HasValue)
        {
            if (path.StartsWithSegments(_base, out var rest))
                (request.PathBase, request.Path) = (_base, rest.HasValue ? rest : "/");
            else if (IsForwarded(request.Headers))
                request.PathBase = _base;
        }

        try
        {
            await next(context);
        }
        finally
        {
            (request.PathBase, request.Path) = (pathBase, path);
        }
    }

    private static bool IsForwarded(IHeaderDictionary headers) =>
        headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName)
        || headers.ContainsKey(ForwardedHeadersDefaults.XOriginalProtoHeaderName)
        || headers.ContainsKey(ForwardedHeadersDefaults.XOriginalHostHeaderName);
}
