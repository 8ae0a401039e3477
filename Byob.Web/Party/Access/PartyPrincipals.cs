using System.Security.Claims;
using Byob.Web.Party.Roster;

namespace Byob.Web.Party.Access;

/// <summary>Writes members and workers into principals, as <see cref="PartyClaims"/> reads them.</summary>
internal static class PartyPrincipals
{
    public static ClaimsPrincipal Of(Actor member)
    {
        var identity = new ClaimsIdentity(PartySchemes.Member);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, member.MemberId.ToString("D")));
        identity.AddClaim(new Claim(ClaimTypes.Name, member.Name));
        if (member.IsHost)
            identity.AddClaim(new Claim(PartyClaims.Host, "true"));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>A worker acts as its owner, but never as host: a token on a machine must not hand out the party.</summary>
    public static ClaimsPrincipal Of(RosterWorker worker)
    {
        var identity = new ClaimsIdentity(PartySchemes.Worker);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, worker.OwnerId.ToString("D")));
        identity.AddClaim(new Claim(ClaimTypes.Name, worker.OwnerName));
        identity.AddClaim(new Claim(PartyClaims.Worker, worker.Id.Value.ToString("D")));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>The member of this principal as they are now; null when they are none, or no longer one.</summary>
    public static Actor? FindMember(this PartyRoster roster, ClaimsPrincipal? principal) =>
        principal?.Identity is { IsAuthenticated: true } && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) && !principal.HasClaim(claim => claim.Type == PartyClaims.Worker)
            ? roster.Find(id)
            : null;
}
