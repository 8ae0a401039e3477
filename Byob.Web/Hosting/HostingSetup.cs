using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Byob.Web.Hosting;

/// <summary>Puts what every feature stands on into the house: web root, limits, headers, errors, logs, health.</summary>
public static class HostingSetup
{
    /// <summary>Largest request body, save where an endpoint asks for more (uploads).</summary>
    private const long MaxBodyBytes = 1 << 20;

    public static WebApplicationBuilder AddHosting(this WebApplicationBuilder builder)
    {
        HostDefaults.AddTo(builder.Configuration);
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddSingleton<IValidateOptions<HostingOptions>, HostingOptionsValidator>();
        builder.Services.AddOptions<HostingOptions>().BindConfiguration(HostingOptions.Section).ValidateOnStart();
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<HostingOptions>>(BelieveKnownProxies);
        builder.Services.AddSingleton<PartyCertificate>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MaxConcurrentConnections = 4096;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 2048;
            // Ranges and frames are what this server moves, and they cost half as much over HTTP/1.1.
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
            if (kestrel.ApplicationServices.GetRequiredService<PartyCertificate>().Own is { } own)
                kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = own);
        });
        builder.Services.Configure<FormOptions>(forms =>
        {
            forms.ValueCountLimit = 64;
            forms.ValueLengthLimit = 64 << 10;
        });
        builder.Services.AddProblemDetails();
        builder.Services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "byob.form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            // SecurityHeaders speaks for every response, not only for those with a form.
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        builder.Services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database")
            .AddCheck<DiskHealth>("disk");
        return builder;
    }

    /// <summary>The outermost layers; call before any other feature maps.</summary>
    public static WebApplication MapHosting(this WebApplication app)
    {
        // Without a known proxy the layer below would believe everybody.
        if (app.Services.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value.KnownIPNetworks.Count > 0)
            app.UseForwardedHeaders();
        app.UseMiddleware<PathLayer>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler(handler => handler.Run(Problems.UnexpectedAsync));
        app.UseMiddleware<OriginGuard>();
        app.UseWhen(context => Problems.IsForPrograms(context.Request.Path), programs => programs.UseStatusCodePages(Problems.EmptyAsync));
        app.UseRouting();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = HealthReply.WriteAsync }).AllowAnonymous();
        return app;
    }

    private static void BelieveKnownProxies(ForwardedHeadersOptions forwarded, IOptions<HostingOptions> hosting)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.All;
        // As many as stand behind each other, as long as each is known.
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        if (!ProxyList.TryParse(hosting.Value.KnownProxies, out var known, out _))
            return;
        foreach (var network in known)
            forwarded.KnownIPNetworks.Add(network);
    }
}
