using System.Net;
using System.Net.Http.Headers;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Worker.Counting;

/// <summary>Reads ranges from the master over HTTP/1.1, and takes only an answer that is exactly what was asked for.</summary>
public sealed class HttpRangeSource : IRangeSource, IDisposable
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Longer lived connections would keep an address that a name no longer has.</summary>
    private static readonly TimeSpan s_connectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly Func<CancellationToken, ValueTask<string?>> _token;

    public HttpRangeSource(Uri master, Func<CancellationToken, ValueTask<string?>> token)
    {
        _token = token;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = s_connectTimeout,
            PooledConnectionLifetime = s_connectionLifetime,
        };
        _http = new HttpClient(handler) { BaseAddress = MasterAddress.AsBase(master), Timeout = Timeout.InfiniteTimeSpan };
    }

    public async ValueTask<Stream> OpenAsync(ChunkLease lease, ByteRange range, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PartyRoutes.DatasetBytes(lease.Dataset))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Range = new RangeHeaderValue(range.Start, range.End - 1);
        if (await _token(cancellationToken) is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        var response = await SendAsync(request, cancellationToken);
        try
        {
            if (response.StatusCode != HttpStatusCode.PartialContent)
                throw await RefusedAsync(response, range, cancellationToken);
            if (Mismatch(response.Content.Headers, lease, range) is { } mismatch)
                throw new RangeReadException(mismatch, isTransient: false);
            return await response.Content.ReadAsStreamAsync(cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new RangeReadException($"The master could not be reached for the bytes: {e.Message}", isTransient: true, e);
        }
    }

    private static string? Mismatch(HttpContentHeaders headers, ChunkLease lease, ByteRange range)
    {
        var expected = new ContentRangeHeaderValue(range.Start, range.End - 1, lease.DatasetLength);
        if (headers.ContentRange is not { } given)
            return $"The master answered without saying which bytes it sends; asked for were {expected}.";
        if (!given.Equals(expected))
            return $"The master sends {given}; asked for were {expected}.";
        return headers.ContentLength == range.Length
            ? null
            : $"The master announces {headers.ContentLength?.ToString() ?? "an unknown number of"} bytes for {expected}, which has {range.Length}.";
    }

    private static async Task<RangeReadException> RefusedAsync(HttpResponseMessage response, ByteRange range, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var transient = status is 408 or 429 or >= 500;
        var said = await ProblemSentence.ReadAsync(response, cancellationToken);
        return new RangeReadException(said ?? $"The master answered {status} instead of the bytes {range}.", transient);
    }
}
