using System.Globalization;
using Byob.Shared.Chunks;
using Byob.Web.Hosting;
using Byob.Worker.Counting;

namespace Byob.Web.Datasets;

/// <summary>Tells workers where a dataset on the web lies, and passes its bytes on to those that cannot reach it.</summary>
internal static class SourceEndpoint
{
    public static IResult Tell(Guid id, DatasetSources sources, DatasetBook book)
    {
        var dataset = new DatasetId(id);
        if (book.Find(dataset) is null)
            return Problems.Of(StatusCodes.Status404NotFound, DatasetSentences.Missing);
        if (sources.Find(dataset) is not { } entry)
            return TypedResults.NoContent();
        return sources.Problem(entry) is { } problem
            ? Problems.Of(StatusCodes.Status409Conflict, problem)
            : TypedResults.Json(DatasetSources.SourceOf(entry));
    }

    /// <summary>Answers a request for a range with bytes of the source.</summary>
    public static async Task<IResult> RelayAsync(DatasetEntry entry, HttpContext http, DatasetSources sources, ILogger<DatasetBytes> log)
    {
        var length = entry.View.Length;
        var headers = http.Response.Headers;
        headers.AcceptRanges = "bytes";
        if (!SingleRange.TryRead(http.Request.Headers.Range.ToString(), length, out var asked))
        {
            headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{length}");
            return Problems.Of(StatusCodes.Status416RangeNotSatisfiable, $"“{entry.View.Name}” has {length} bytes. Ask for one range that begins before its end.");
        }

        var range = asked ?? new ByteRange(0, length);
        var sent = 0L;
        try
        {
            await using var stream = await sources.OpenAsync(entry, range, http.RequestAborted);
            headers.ContentType = "application/octet-stream";
            headers.XContentTypeOptions = "nosniff";
            headers.ContentDisposition = "attachment";
            headers.CacheControl = "no-store, no-transform";
            headers.ContentLength = range.Length;
            if (asked is not null)
            {
                http.Response.StatusCode = StatusCodes.Status206PartialContent;
                headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.Start}-{range.End - 1}/{length}");
            }

            if (!HttpMethods.IsHead(http.Request.Method))
            {
                await http.Response.StartAsync(http.RequestAborted);
                await stream.CopyToAsync(http.Response.Body, http.RequestAborted);
                sent = range.Length;
            }
        }
        catch (Exception fault) when (!http.Response.HasStarted && fault is SourceException or FileNotFoundException)
        {
            var status = fault is SourceException { Kind: SourceFaultKind.Unreachable } ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status409Conflict;
            return Problems.Of(status, fault.Message);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            // Too late for a status.
            log.RangeFaulted(fault, entry.Id, range.Start + sent);
            http.Abort();
        }

        return TypedResults.Empty;
    }
}
