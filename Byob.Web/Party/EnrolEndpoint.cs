using Byob.Shared.Hubs;
using Byob.Web.Hosting;
using Byob.Web.Party.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Byob.Web.Party;

/// <summary>The door as a machine sees it: <see cref="PartyRoutes.Enrol"/>.</summary>
internal static class EnrolEndpoint
{
    private const long MaxBodyBytes = 4096;

    public static void MapEnrol(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/" + PartyRoutes.Enrol, EnrolAsync)
            .AllowAnonymous()
            .RequireRateLimiting(DoorLimit.Policy)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));

    private static async Task<IResult> EnrolAsync(EnrolRequest request, WorkerEnrolment enrolment, CancellationToken cancellationToken)
    {
        var enrolled = await enrolment.EnrolAsync(request, cancellationToken);
        return enrolled.Ok ? TypedResults.Ok(enrolled.Value) : Problems.Of(enrolled.StatusCode, enrolled.Sentence);
    }
}
