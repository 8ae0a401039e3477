using Byob.Web.Hosting;
using Microsoft.Net.Http.Headers;

namespace Byob.Web.Programs;

/// <summary>Hands out the programs. Open to everybody: a machine that is to join is nobody yet, and the programs are no secret.</summary>
internal static class ProgramsEndpoint
{
    public static void MapProgramFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/programs", (ProgramShelf shelf, CancellationToken cancellationToken) => shelf.ListAsync(cancellationToken)).AllowAnonymous();
        routes.MapMethods("/programs/{platform}/byob", [HttpMethods.Get, HttpMethods.Head], FileAsync).AllowAnonymous();
    }

    private static async Task<IResult> FileAsync(string platform, HttpContext context, ProgramShelf shelf, CancellationToken cancellationToken)
    {
        if (await shelf.FindAsync(platform, cancellationToken) is not { } found)
            return Problems.Of(StatusCodes.Status404NotFound, "This master has no program for that platform. Its host makes one with ./publish-workers.sh; /programs lists those that are here.");

        // The same address gives another file after the next publishing.
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.PhysicalFile(
            found.File.FullName,
            "application/octet-stream",
            found.File.Name,
            found.File.LastWriteTimeUtc,
            new EntityTagHeaderValue($"\"{found.Program.Sha256}\""),
            enableRangeProcessing: true);
    }
}
