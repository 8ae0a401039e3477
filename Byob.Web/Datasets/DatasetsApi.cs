using System.Security.Claims;
using Byob.Shared.Hubs;
using Byob.Web.Hosting;
using Byob.Web.Party;

namespace Byob.Web.Datasets;

/// <summary>Datasets over HTTP, for command lines and scripts: look, and take what need not be uploaded.</summary>
internal static class DatasetsApi
{
    public static void MapDatasetsApi(this IEndpointRouteBuilder routes)
    {
        var datasets = routes.MapGroup("/" + PartyRoutes.Datasets).RequireAuthorization(Policies.MemberOrWorker);
        datasets.MapGet("/", (IDatasets all) => all.All.Select(DatasetStatuses.Of));
        datasets.MapGet("/{id:guid}", Find);
        datasets.MapGet("/folder", (IDatasets all) => all.FolderFiles());
        datasets.MapPost("/folder", TakeAsync);
        datasets.MapPost("/url", AddAsync);
        datasets.MapGet("/{id:guid}/source", SourceEndpoint.Tell);
    }

    private static IResult Find(Guid id, IDatasets datasets) => datasets.All.FirstOrDefault(view => view.Id.Value == id) is { } view
        ? TypedResults.Ok(DatasetStatuses.Of(view))
        : Problems.Of(StatusCodes.Status404NotFound, DatasetSentences.Missing);

    private static async Task<IResult> TakeAsync(FolderRequest request, IDatasets datasets, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Answer(request.Paths is { Count: > 0 } paths
            ? await datasets.JoinFromFolderAsync(paths, user.Actor(), cancellationToken)
            : Outcome.Refused("Name one file of the folder, or several that become one dataset, in \"paths\"."));

    private static async Task<IResult> AddAsync(UrlRequest request, IDatasets datasets, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Answer(await datasets.AddFromUrlAsync(request.Url ?? "", user.Actor(), cancellationToken));

    private static IResult Answer(Outcome<DatasetView> outcome) => outcome.Ok
        ? TypedResults.Created($"/{PartyRoutes.Datasets}", DatasetStatuses.Of(outcome.Value))
        : Problems.Of(StatusCodes.Status409Conflict, outcome.Refusal);
}

/// <param name="Paths">As the folder is listed; one file, or several to be joined.</param>
internal sealed record FolderRequest(IReadOnlyList<string>? Paths);
