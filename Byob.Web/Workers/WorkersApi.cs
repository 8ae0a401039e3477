using System.Security.Claims;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Party;

namespace Byob.Web.Workers;

/// <summary>Machines over HTTP, for command lines and scripts.</summary>
public static class WorkersApi
{
    private const double MostSeconds = 1e9;
    private const string NotUnderstood = "Say {\"order\":\"Pause\"}, \"Drain\" or \"Resume\", and with the first two, if they are to end by themselves, {\"seconds\":900}.";

    public static void MapWorkersApi(this IEndpointRouteBuilder routes)
    {
        routes.MapDelete($"/{PartyRoutes.ThisWorker}", LeaveAsync).RequireAuthorization(Policies.Worker);
        routes.MapPost($"/{PartyRoutes.Workers}/{{id:guid}}/take-back", TakeBackAsync).RequireAuthorization(Policies.MemberOrWorker);
        routes.MapPost($"/{PartyRoutes.Workers}/{{id:guid}}/steer", SteerAsync).RequireAuthorization(Policies.MemberOrWorker);
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

    private static async Task<IResult> SteerAsync(Guid id, SteerRequest request, IWorkerKeeper keeper, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (!Enum.GetNames<WorkerOrderKind>().Contains(request.Order) || request.Seconds is { } seconds && !(seconds is > 0 and <= MostSeconds))
            return TypedResults.Problem(NotUnderstood, statusCode: StatusCodes.Status400BadRequest, title: "That is not understood");
        var span = request.Seconds is { } some ? TimeSpan.FromSeconds(some) : (TimeSpan?)null;
        var outcome = await keeper.SteerAsync(new WorkerId(id), Enum.Parse<WorkerOrderKind>(request.Order!), span, user.Actor(), cancellationToken);
        return outcome.Ok
            ? TypedResults.NoContent()
            : TypedResults.Problem(outcome.Refusal, statusCode: StatusCodes.Status409Conflict, title: "The machine was not steered");
    }
}
