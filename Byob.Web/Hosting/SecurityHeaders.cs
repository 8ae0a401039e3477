namespace Byob.Web.Hosting;

/// <summary>Tells browsers, with every response, to run nothing but what this host serves and to be framed by nobody.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // Scripts are files of ours and of the component library; that library writes style elements at run time, hence 'unsafe-inline' for styles alone.
    // 'self' covers the WebSocket of the same origin in every browser that the dashboard supports.
    private const string ContentSecurity =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state => Write(((HttpContext)state).Response.Headers), context);
        return next(context);
    }

    private static Task Write(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurity;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.Remove("X-Powered-By");
        return Task.CompletedTask;
    }
}
