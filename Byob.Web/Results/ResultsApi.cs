using System.Net.Mime;
using Byob.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Byob.Web.Results;

/// <summary>Sends stored results. Files go as they are; other forms are made of them on the way.</summary>
internal static class ResultsApi
{
    private const string ByCount = "count";
    private const string ByWord = "word";
    private const string Tsv = "text/tab-separated-values; charset=utf-8";

    /// <summary>The names of <see cref="ResultFormat"/> in the query.</summary>
    private static readonly Dictionary<string, ResultFormat> Formats = new(StringComparer.Ordinal)
    {
        ["tsv-by-count"] = ResultFormat.TsvByCount,
        ["tsv-by-word"] = ResultFormat.TsvByWord,
        ["csv"] = ResultFormat.Csv,
        ["jsonl"] = ResultFormat.JsonLines,
        ["lab"] = ResultFormat.Lab,
    };

    public static async Task<IResult> ResultAsync(
        int number, PartyStore store, ResultFiles files, string format = "tsv-by-count", string? by = null, CancellationToken cancellationToken = default)
    {
        if (by is not (null or ByCount or ByWord))
            return Problem(StatusCodes.Status400BadRequest, $"There is no such order. Ask for by={ByCount} or by={ByWord}.");
        if (format == "tsv")
            format = $"tsv-by-{by ?? ByCount}";
        if (!Formats.TryGetValue(format, out var form))
            return Problem(StatusCodes.Status400BadRequest, $"There is no such format. Ask for one of {string.Join(", ", Formats.Keys)}.");
        by ??= form is ResultFormat.TsvByWord or ResultFormat.Lab ? ByWord : ByCount;
        var file = by == ByWord ? ResultFiles.ByWord : ResultFiles.ByCount;
        var (found, refusal) = await FindAsync(number, file, store, files, cancellationToken);
        if (found is null)
            return refusal!;

        return form switch
        {
            ResultFormat.TsvByCount or ResultFormat.TsvByWord => Send(found, Tsv, $"by-{by}.tsv"),
            ResultFormat.Csv => new Reshaped(found, LineShape.Csv, "text/csv; charset=utf-8", ".csv"),
            ResultFormat.JsonLines => new Reshaped(found, LineShape.JsonLines, "application/jsonl; charset=utf-8", ".jsonl"),
            _ => new Reshaped(found, LineShape.Lab, "text/plain; charset=utf-8", ".txt"),
        };
    }

    public static Task<IResult> SummaryAsync(int number, PartyStore store, ResultFiles files, CancellationToken cancellationToken) =>
        JsonAsync(number, store, files, ResultFiles.Summary, cancellationToken);

    public static Task<IResult> ProofAsync(int number, PartyStore store, ResultFiles files, CancellationToken cancellationToken) =>
        JsonAsync(number, store, files, ResultFiles.Proof, cancellationToken);

    private static async Task<IResult> JsonAsync(int number, PartyStore store, ResultFiles files, string file, CancellationToken cancellationToken)
    {
        var (found, refusal) = await FindAsync(number, file, store, files, cancellationToken);
        return found is null ? refusal! : Send(found, MediaTypeNames.Application.Json, file);
    }

    /// <summary>A file of the job's result, or why there is none.</summary>
    private static async Task<(Found? Found, IResult? Refusal)> FindAsync(
        int number, string file, PartyStore store, ResultFiles files, CancellationToken cancellationToken)
    {
        await using var context = await store.ReadAsync(cancellationToken);
        var job = await context.Jobs.AsNoTracking()
            .Where(job => job.Number == number)
            .Select(job => new { job.State, job.ResultName })
            .SingleOrDefaultAsync(cancellationToken);
        if (job is null)
            return (null, Problem(StatusCodes.Status404NotFound, $"There is no job {number}."));
        if (job.State is JobState.Failed or JobState.Cancelled)
            return (null, Problem(StatusCodes.Status409Conflict, $"Job {number} ended without a result. Submit it again to get one."));
        if (job.State != JobState.Done)
            return (null, Problem(StatusCodes.Status409Conflict, $"Job {number} is not done yet. Its result can be downloaded when it is."));

        var path = files.Find(job.ResultName, file);
        return File.Exists(path)
            ? (new Found(path, job.ResultName), null)
            : (null, Problem(StatusCodes.Status404NotFound, $"The result of job {number} is no longer on this master: \"{file}\" is gone from its folder \"{job.ResultName}\"."));
    }

    private static PhysicalFileHttpResult Send(Found found, string contentType, string ending) =>
        TypedResults.PhysicalFile(found.Path, contentType, $"{found.ResultName}-{ending}", enableRangeProcessing: true);

    private static ProblemHttpResult Problem(int status, string sentence) => TypedResults.Problem(sentence, statusCode: status);

    private sealed record Found(string Path, string ResultName);

    private sealed class Reshaped(Found found, LineShape shape, string contentType, string ending) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(found.ResultName + ending);
            httpContext.Response.ContentType = contentType;
            httpContext.Response.Headers.ContentDisposition = disposition.ToString();
            return LineReshaper.CopyAsync(found.Path, shape, httpContext.Response.BodyWriter, httpContext.RequestAborted);
        }
    }
}
