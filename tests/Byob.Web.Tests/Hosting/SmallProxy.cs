using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Byob.Web.Tests.Hosting;

/// <summary>A small reverse proxy on loopback, as people put one before the master: forwards requests below a path, with their bodies, streams and WebSockets.</summary>
internal sealed class SmallProxy : IAsyncDisposable
{
    private static readonly string[] s_notForwarded = ["Host", "Connection", "Transfer-Encoding", "Keep-Alive"];

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
    });

    private readonly SmallProxySettings _settings;
    private int _upgrades;
    private int _refusedUpgrades;

    private SmallProxy(WebApplication app, SmallProxySettings settings) => (_app, _settings) = (app, settings);

    /// <summary>The party as people see it, with a slash at its end.</summary>
    public Uri Address => new(_app.Urls.First() + _settings.Prefix + "/");

    /// <summary>WebSockets that went through.</summary>
    public int Upgrades => Volatile.Read(ref _upgrades);

    public int RefusedUpgrades => Volatile.Read(ref _refusedUpgrades);

    public static async Task<SmallProxy> StartAsync(Uri master, SmallProxySettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = settings.LongestBody);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var proxy = new SmallProxy(app, settings);
        app.Run(context => proxy.ForwardAsync(context, master));
        await app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context, Uri master)
    {
        var (request, response) = (context.Request, context.Response);
        if (!request.Path.StartsWithSegments(_settings.Prefix, out var rest))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            await response.WriteAsync("Nothing but the proxy is here.");
            return;
        }

        var upgrade = context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } able ? able : null;
        if (upgrade is not null && _settings.RefusesWebSockets)
        {
            Interlocked.Increment(ref _refusedUpgrades);
            response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var path = _settings.StripsPrefix ? (rest.HasValue ? rest.ToUriComponent() : "/") : request.Path.ToUriComponent();
        using var message = Message(context, new Uri(master, path + request.QueryString), upgrade is not null);
        try
        {
            using var answer = await _http.SendAsync(message, context.RequestAborted);
            response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            {
                if (!s_notForwarded.Contains(name) || (upgrade is not null && name == "Connection"))
                    response.Headers[name] = values.ToArray();
            }

            await using var bytes = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
            if (answer.StatusCode == HttpStatusCode.SwitchingProtocols)
                await JoinEndsAsync(await upgrade!.UpgradeAsync(), bytes, context.RequestAborted);
            else
                await bytes.CopyToAsync(response.Body, context.RequestAborted);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or HttpRequestException or BadHttpRequestException)
        {
            if (!response.HasStarted)
                response.StatusCode = fault is BadHttpRequestException or { InnerException: BadHttpRequestException } ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status502BadGateway;
            else
                context.Abort();
        }
    }

    private HttpRequestMessage Message(HttpContext context, Uri target, bool upgrades)
    {
        var request = context.Request;
        var message = new HttpRequestMessage(new HttpMethod(request.Method), target) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } && !upgrades)
            message.Content = new StreamContent(request.Body);
        foreach (var (name, values) in request.Headers)
        {
            if (s_notForwarded.Contains(name) && !(upgrades && name == "Connection"))
                continue;
            if (!message.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                message.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        message.Headers.TryAddWithoutValidation("X-Forwarded-For", _settings.ClientAddress ?? context.Connection.RemoteIpAddress!.ToString());
        message.Headers.TryAddWithoutValidation("X-Forwarded-Proto", _settings.Scheme);
        message.Headers.TryAddWithoutValidation("X-Forwarded-Host", request.Host.Value);
        if (_settings.SaysPrefix)
            message.Headers.TryAddWithoutValidation("X-Forwarded-Prefix", _settings.Prefix);
        return message;
    }

    private async Task JoinEndsAsync(Stream left, Stream right, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _upgrades);
        await using (left)
            await Task.WhenAny(left.CopyToAsync(right, cancellationToken), right.CopyToAsync(left, cancellationToken));
    }
}

/// <param name="Prefix">The path below which the party is, with a slash before it; empty for none.</param>
/// <param name="StripsPrefix">Whether the master sees paths without it.</param>
/// <param name="SaysPrefix">Whether X-Forwarded-Prefix tells the master of it.</param>
/// <param name="ClientAddress">What X-Forwarded-For says; the real one by default.</param>
/// <param name="LongestBody">In bytes; what is longer is refused with 413.</param>
internal sealed record SmallProxySettings(
    string Prefix = "", bool StripsPrefix = false, bool SaysPrefix = false, bool RefusesWebSockets = false, string Scheme = "http", string? ClientAddress = null, long LongestBody = 1_000_000);
