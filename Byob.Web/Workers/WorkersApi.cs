using System.Security.Claims;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Party;

namespace Byob.Web.Workers;

/// <summary>Machines over HTTP, for command lines and scripts.</summary>
public static class WorkersApi
{
    public static void MapWorkersApi(this IEndpointRouteBuilder routes)
    {
        routes.MapDelete($"/{PartyRoutes.ThisWorker}", LeaveAsync).RequireAuthorization(Policies.Worker);
        routes.MapPost($"/{PartyRoutes.Workers}/{{id:guid}}/take-back", TakeBackAsync).RequireAuthorization(Policies.MemberOrWorker);
    }

    private static async Task<IResult> LeaveAsync(IMembers members, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var outcome = await members.RemoveWorkerAsync(user.WorkerId().Value, user.Actor(), cancellationToken);
        return outcome.Ok
            ? TypedResults.NoContent()
            : TypedResults.Problem(outcome.Refusal, statusCode: StatusCodes.Status409Conflict, title: "The machine did not leave");
    }

    private static async Task<IResult> TakeBackAsync(Guid id, IWorkerKeeper keeper, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var outcome = await keeper.TakeBackAsync(new WorkerId(id), user.Actor(), cancellationToken);
        return outcome.Ok
            ? TypedResults.NoContent()
            : TypedResults.Problem(outcome.Refusal, statusCode: StatusCodes.Status409Conflict, title: "The machine was not taken back");
    }
}
