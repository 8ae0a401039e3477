using System.Security.Claims;
using System.Text.Encodings.Web;
using Byob.Web.Party;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Byob.Web.Tests.Datasets;

/// <summary>Takes the caller's word for who they are.</summary>
public sealed class TestSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Test";

    public static string TokenOf(Actor actor) => $"{actor.MemberId}/{actor.Name}/{actor.IsHost}";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith($"{Name} ", StringComparison.Ordinal))
            return Task.FromResult(AuthenticateResult.NoResult());
        var parts = header[(Name.Length + 1)..].Split('/');
        List<Claim> claims = [new(ClaimTypes.NameIdentifier, parts[0]), new(ClaimTypes.Name, parts[1])];
        if (bool.Parse(parts[2]))
            claims.Add(new Claim(PartyClaims.Host, "true"));
        var principal = new ClaimsPrincipal(new ClaimsIdentity(claims, Name));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, Name)));
    }
}
