using System.Globalization;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Hosting;
using Byob.Web.Party;
using Byob.Web.Storage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Byob.Web.Datasets;

/// <summary>
/// Speaks tus 1.0.0 with the extensions creation and termination. A browser's cookie is a credential here, so every request but OPTIONS must
/// carry Tus-Resumable: a page of another site cannot send that header without asking first, and is never allowed to.
/// </summary>
internal static class UploadEndpoints
{
    private const string One = "{id:guid}";

    public static void MapUploads(this IEndpointRouteBuilder endpoints)
    {
        var uploads = endpoints.MapGroup(PartyRoutes.Uploads).RequireAuthorization(Policies.MemberOrWorker).AddEndpointFilter(CheckVersionAsync);
        uploads.MapMethods("", [HttpMethods.Options], Describe);
        uploads.MapMethods(One, [HttpMethods.Options], Describe);
        uploads.MapPost("", CreateAsync);
        uploads.MapPost("joined", CreateJoinedAsync);
        uploads.MapMethods(One, [HttpMethods.Head], Tell);
        uploads.MapPatch(One, AppendAsync);
        uploads.MapDelete(One, TerminateAsync);
    }

    private static async ValueTask<object?> CheckVersionAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers[TusHeaders.Resumable] = TusHeaders.Version;
        if (HttpMethods.IsOptions(http.Request.Method) || http.Request.Headers[TusHeaders.Resumable] == TusHeaders.Version)
            return await next(context);

        http.Response.Headers[TusHeaders.TusVersion] = TusHeaders.Version;
        return Problem(http, StatusCodes.Status412PreconditionFailed, $"This master speaks tus {TusHeaders.Version}: send the header {TusHeaders.Resumable}: {TusHeaders.Version}.");
    }

    private static NoContent Describe(HttpContext http, DatasetSpace space)
    {
        http.Response.Headers[TusHeaders.TusVersion] = TusHeaders.Version;
        http.Response.Headers[TusHeaders.Extension] = "creation,termination";
        http.Response.Headers[TusHeaders.MaxSize] = Text(space.Room().LargestBytes);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateAsync(HttpContext http, Uploads uploads)
    {
        var headers = http.Request.Headers;
        if (headers.ContainsKey(TusHeaders.UploadDeferLength))
            return Problem(http, StatusCodes.Status400BadRequest, "The length must be known before an upload begins: send Upload-Length.");
        if (!TusHeaders.TryReadCount(headers, TusHeaders.UploadLength, out var length))
            return Problem(http, StatusCodes.Status400BadRequest, "Send the length of the file in bytes in the header Upload-Length.");
        if (TusHeaders.ReadName(headers) is not { } name)
            return Problem(http, StatusCodes.Status400BadRequest, "The file's name in Upload-Metadata is not Base64. Send \"filename\", a space, and the name in Base64.");

        var (id, refusal) = await uploads.CreateAsync(name, length, http.User.Actor(), http.RequestAborted);
        return refusal is null
            ? TypedResults.Created($"{http.Request.PathBase}/{PartyRoutes.Uploads}/{id}")
            : Problem(http, refusal.Status, refusal.Sentence);
    }

    /// <summary>Not of tus: the list of files would not fit into a header. From here on it is an upload like any other.</summary>
    private static async Task<IResult> CreateJoinedAsync(JoinedUpload joined, HttpContext http, Uploads uploads)
    {
        var (id, refusal) = await uploads.CreateAsync(joined.Files ?? [], http.User.Actor(), http.RequestAborted);
        return refusal is null
            ? TypedResults.Created($"{http.Request.PathBase}/{PartyRoutes.Uploads}/{id}")
            : Problem(http, refusal.Status, refusal.Sentence);
    }

    private static IResult Tell(Guid id, HttpContext http, Uploads uploads, DatasetBook book)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!TryFind(id, http, book, out var view, out var problem))
            return problem;

        http.Response.Headers[TusHeaders.UploadLength] = Text(LengthOf(view));
        http.Response.Headers[TusHeaders.UploadMetadata] = TusHeaders.WriteName(view.Name);
        http.Response.Headers[TusHeaders.UploadOffset] = Text(uploads.Find(view.Id)?.File.Written ?? LengthOf(view));
        return TypedResults.Ok();
    }

    private static async Task<IResult> AppendAsync(Guid id, HttpContext http, Uploads uploads, DatasetBook book)
    {
        // Of any size: it goes to the disk as it comes. Kestrel still ends a body that comes too slowly.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;

        if (http.Request.ContentType != TusHeaders.ContentType)
            return Problem(http, StatusCodes.Status415UnsupportedMediaType, $"Send the bytes with Content-Type: {TusHeaders.ContentType}.");
        if (!TusHeaders.TryReadCount(http.Request.Headers, TusHeaders.UploadOffset, out var offset))
            return Problem(http, StatusCodes.Status400BadRequest, "Send the offset of the first byte in the header Upload-Offset.");
        if (!TryFind(id, http, book, out var view, out var problem))
            return problem;
        if (uploads.Find(view.Id) is not { } upload)
        {
            return offset == LengthOf(view) && http.Request.ContentLength is 0
                ? Accepted(http, offset)
                : Problem(http, StatusCodes.Status409Conflict, $"The master has all {LengthOf(view)} bytes of this upload.");
        }

        var answer = await uploads.AppendAsync(upload, offset, http.Request.Body, http.Request.ContentLength, http.RequestAborted);
        if (answer.Refusal is null)
            return Accepted(http, answer.Offset);
        if (answer.Refusal.Status == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = "2";
        return Problem(http, answer.Refusal.Status, answer.Refusal.Sentence);
    }

    private static async Task<IResult> TerminateAsync(Guid id, HttpContext http, IDatasets datasets, DatasetBook book)
    {
        if (!TryFind(id, http, book, out var view, out var problem))
            return problem;
        var outcome = await datasets.DeleteAsync(view.Id, http.User.Actor(), http.RequestAborted);
        return outcome.Ok ? TypedResults.NoContent() : Problem(http, StatusCodes.Status409Conflict, outcome.Refusal!);
    }

    /// <summary>An upload is its owner's alone, even from the host; finished or not.</summary>
    private static bool TryFind(Guid id, HttpContext http, DatasetBook book, out DatasetView view, out IResult problem)
    {
        view = book.Find(new DatasetId(id))?.View!;
        var (status, sentence) = view switch
        {
            not { Source: DatasetSource.Upload } => (StatusCodes.Status404NotFound, "There is no such upload; it may have been deleted, or have lain too long. Begin anew."),
            { State: DatasetState.Broken } => (StatusCodes.Status410Gone, view.Problem ?? DatasetSentences.Changed(view.Name)),
            _ when view.OwnerId != http.User.Actor().MemberId => (StatusCodes.Status403Forbidden, $"This upload belongs to {view.OwnerName}."),
            _ => (StatusCodes.Status200OK, ""),
        };
        problem = Problem(http, status, sentence);
        return status == StatusCodes.Status200OK;
    }

    /// <summary>Bytes that were to be sent; a text that was unpacked out of them has another length.</summary>
    private static long LengthOf(DatasetView view) => view.PackedLength ?? view.Length;

    private static NoContent Accepted(HttpContext http, long offset)
    {
        http.Response.Headers[TusHeaders.UploadOffset] = Text(offset);
        return TypedResults.NoContent();
    }

    /// <summary>A problem with its sentence; an answer to HEAD has no body to put it in.</summary>
    private static IResult Problem(HttpContext http, int status, string sentence) =>
        HttpMethods.IsHead(http.Request.Method) ? TypedResults.StatusCode(status) : Problems.Of(status, sentence);

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}
