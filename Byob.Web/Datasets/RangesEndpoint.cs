using System.IO.Pipelines;
using Byob.Shared.Chunks;
using Byob.Shared.Ranges;
using Byob.Web.Hosting;
using Byob.Web.Party;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Datasets;

/// <summary>Serves ranges of ready datasets to workers, at the least CPU that was measured: file straight into the response's own memory.</summary>
internal static class RangesEndpoint
{
    public const string Route = "api/datasets/{id:guid}/bytes";

    private const int BlockBytes = 256 * 1024;

    public static void MapRanges(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods(Route, [HttpMethods.Get, HttpMethods.Head], ServeAsync).RequireAuthorization(Policies.MemberOrWorker);

    private static async Task<IResult> ServeAsync(Guid id, HttpContext http, DatasetBytes bytes, DatasetSources sources, ILogger<DatasetBytes> log)
    {
        var dataset = new DatasetId(id);
        if (sources.Find(dataset) is { } source)
            return await SourceEndpoint.RelayAsync(source, http, sources, log);
        if (!bytes.TryOpen(dataset, out var handle, out var view, out var refusal))
            return Problem(refusal);

        // A worker reads the next chunk ahead and lets it wait while it counts; only the signed-in may, and each holds few.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;

        using (handle)
        {
            var tag = $"\"{view.Sha256}\"";
            var headers = http.Response.Headers;
            headers.AcceptRanges = "bytes";
            headers.ETag = tag;

            // If-Range: a client that began with other bytes gets the whole anew.
            var isSame = http.Request.Headers.IfRange is [] or [""] || http.Request.Headers.IfRange == tag;
            if (!SingleRange.TryRead(isSame ? http.Request.Headers.Range.ToString() : null, view.Length, out var range))
            {
                headers.ContentRange = $"bytes */{view.Length}";
                return Problem(new DatasetRefusal(
                    StatusCodes.Status416RangeNotSatisfiable,
                    $"“{view.Name}” has {view.Length} bytes. Ask for one range that begins before its end."));
            }

            var wanted = range ?? new ByteRange(0, view.Length);
            if (range is not null)
            {
                http.Response.StatusCode = StatusCodes.Status206PartialContent;
                headers.ContentRange = $"bytes {wanted.Start}-{wanted.End - 1}/{view.Length}";
            }

            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(view.Name);
            headers.ContentDisposition = disposition.ToString();
            headers.ContentType = "application/octet-stream";
            headers.XContentTypeOptions = "nosniff";
            headers.CacheControl = "no-store, no-transform";
            using var packer = range is null || HttpMethods.IsHead(http.Request.Method) ? null : RangePacker.For(http.Request, wanted);
            if (packer is null)
                headers.ContentLength = wanted.Length;
            else
                headers[PackedRange.Header] = PackedRange.Form;
            if (!HttpMethods.IsHead(http.Request.Method) && await SendAsync(handle, wanted, packer, http) is { } stoppedAt)
            {
                // Too late for a status: a cut connection is the one honest answer that is left.
                log.RangeFaulted(stoppedAt.Fault, dataset, stoppedAt.Offset);
                http.Abort();
            }

            return TypedResults.Empty;
        }
    }

    /// <summary>Sends the range; answers where and why the file could not be read.</summary>
    private static async Task<(long Offset, Exception? Fault)?> SendAsync(SafeFileHandle handle, ByteRange range, RangePacker? packer, HttpContext http)
    {
        var writer = http.Response.BodyWriter;
        for (var offset = range.Start; offset < range.End;)
        {
            int read;
            try
            {
                // Synchronous on purpose: the bytes are nearly always in the page cache, and .NET's asynchronous file reads are the same call on another thread.
                read = packer?.Write(handle, offset, range.End, writer) ?? Write(handle, offset, range.End, writer);
            }
            catch (IOException fault)
            {
                return (offset, fault);
            }

            if (read == 0)
                return (offset, null);
            offset += read;
            var flushed = await writer.FlushAsync(http.RequestAborted);
            if (flushed.IsCompleted)
                return null;
        }

        return null;
    }

    /// <summary>Puts the next bytes into the response; 0 behind the end of the file.</summary>
    private static int Write(SafeFileHandle handle, long offset, long end, PipeWriter writer)
    {
        var memory = writer.GetMemory(BlockBytes);
        var read = RandomAccess.Read(handle, memory.Span[..(int)Math.Min(memory.Length, end - offset)], offset);
        writer.Advance(read);
        return read;
    }

    private static IResult Problem(DatasetRefusal refusal) => Problems.Of(refusal.Status, refusal.Sentence);
}
