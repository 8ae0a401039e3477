using System.Security.Claims;
using Byob.Shared.Chunks;

namespace Byob.Web.Party;

/// <summary>How members and workers are written into, and read out of, a principal.</summary>
public static class PartyClaims
{
    /// <summary>Present, with the value "true", for the host.</summary>
    public const string Host = "byob:host";

    /// <summary>The worker's id; present for workers only.</summary>
    public const string Worker = "byob:worker";

    /// <summary>The member behind the call: for a worker, its owner.</summary>
    public static Actor Actor(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? new Actor(id, principal.FindFirstValue(ClaimTypes.Name) ?? "?", principal.HasClaim(Host, "true"))
            : throw new InvalidOperationException("The caller is not signed in, though the endpoint asks for it.");

    /// <summary>The worker behind the call.</summary>
    public static WorkerId WorkerId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(Worker), out var id)
            ? new WorkerId(id)
            : throw new InvalidOperationException("The caller is not a worker, though the endpoint asks for one.");
}
