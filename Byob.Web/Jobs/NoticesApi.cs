using System.Security.Claims;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Party;

namespace Byob.Web.Jobs;

/// <summary>Notices over HTTP: a member's command line gets that member's own, and says which were shown.</summary>
internal static class NoticesApi
{
    public static void MapNoticesApi(this IEndpointRouteBuilder routes)
    {
        var notices = routes.MapGroup("/" + PartyRoutes.Notices).RequireAuthorization(Policies.MemberOrWorker);
        notices.MapGet("/", async (INotices board, ClaimsPrincipal user, CancellationToken cancellationToken) =>
            (await board.UnseenAsync(user.Actor(), cancellationToken)).Select(notice => new NoticeReply(notice.Id, new JobId(notice.JobId), notice.Text, notice.At)));
        notices.MapPost("/{id:guid}/seen", async (Guid id, INotices board, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        {
            await board.MarkSeenAsync(id, user.Actor(), cancellationToken);
            return TypedResults.NoContent();
        });
    }
}
