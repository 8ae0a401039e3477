using System.Text.Encodings.Web;
using Byob.Shared.Hubs;
using Byob.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Byob.Web.Party.Access;

/// <summary>Knows workers by their bearer token, looked up by its hash in the roster.</summary>
internal sealed class WorkerAuthentication(PartyRoster roster, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string Bearer = "Bearer ";

    private static readonly PathString Hub = new("/" + PartyRoutes.Hub);

    /// <summary>The bearer token of a request: in its header, or, for the hub alone, in its query, since WebSockets of browsers carry no headers.</summary>
    public static string? FindToken(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return header[Bearer.Length..].Trim();
        return request.Path.StartsWithSegments(Hub) && request.Query.TryGetValue("access_token", out var token) ? token.ToString() : null;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.WriteAsync(
            Context, StatusCodes.Status401Unauthorized, "The master does not know this machine's token; it may have been removed from the party. Join again with the party password.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.WriteAsync(Context, StatusCodes.Status403Forbidden, "A machine's token does not allow this. Sign in as a member.");

    private AuthenticateResult Authenticate()
    {
        if (FindToken(Request) is not { } token)
            return AuthenticateResult.NoResult();
        return WorkerToken.HasForm(token) && roster.Current.Workers.TryGetValue(Convert.ToHexString(WorkerToken.Hash(token)), out var worker)
            ? AuthenticateResult.Success(new AuthenticationTicket(PartyPrincipals.Of(worker), Scheme.Name))
            : AuthenticateResult.Fail("No machine of the party has this token.");
    }
}
