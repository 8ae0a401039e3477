using System.Runtime.CompilerServices;
using Byob.Shared.Hubs;
using Byob.Web.Jobs;
using Byob.Web.Party;
using Microsoft.Net.Http.Headers;

namespace Byob.Web.Live;

/// <summary>What the drawings on the pages are fed with. Each frame is packed once for all that watch; one that is unchanged is not sent.</summary>
public static class LiveApi
{
    private static readonly ConditionalWeakTable<LedgerSnapshot, LedgerFrame> Frames = [];

    public static void MapLiveApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"/{PartyRoutes.Jobs}/{{number:int}}/ledger", LedgerAsync).RequireAuthorization(Policies.MemberOrWorker);
        routes.MapGet($"/{PartyRoutes.Jobs}/{{number:int}}/live", JobLives.FindAsync).RequireAuthorization(Policies.MemberOrWorker);
        routes.MapGet("/api/stream", (long? since, WorkStream stream, HttpResponse response) =>
        {
            response.Headers.CacheControl = "no-store";
            return Microsoft.AspNetCore.Http.Results.Ok(stream.Read(since ?? 0));
        }).RequireAuthorization(Policies.MemberOrWorker);
    }

    private static async Task<IResult> LedgerAsync(int number, ILiveParty live, IJobs jobs, HttpContext http, CancellationToken cancellationToken)
    {
        var job = live.Current.Jobs.FirstOrDefault(job => job.Number == number) ?? await jobs.FindAsync(number, cancellationToken);
        if (job is null || await live.LedgerAsync(job.Id, cancellationToken) is not { } ledger)
            return Microsoft.AspNetCore.Http.Results.NotFound();
        var frame = Frames.GetValue(ledger, LedgerFrame.Of);
        http.Response.Headers.CacheControl = "no-cache, private";
        return Microsoft.AspNetCore.Http.Results.Bytes(frame.Json, "application/json", entityTag: EntityTagHeaderValue.Parse(frame.Tag));
    }
}
