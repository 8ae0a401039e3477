using System.Security.Claims;
using Byob.Shared.Hubs;
using Byob.Web.Hosting;

namespace Byob.Web.Party.Tickets;

/// <summary>Tickets for command lines: <see cref="PartyRoutes.Tickets"/>.</summary>
internal static class TicketsEndpoint
{
    // Members alone: a machine's token that made tickets could bring itself back after it was removed.
    public static void MapTickets(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/" + PartyRoutes.Tickets, MakeAsync).RequireAuthorization(Policies.Member);

    private static async Task<IResult> MakeAsync(HttpContext context, IJoinTickets tickets, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return await tickets.MakeAsync(user.Actor(), cancellationToken) is { } made
            ? TypedResults.Ok(made)
            : Problems.Of(StatusCodes.Status403Forbidden, "You do not belong to the party any more. Sign in again.");
    }
}
