using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Shared.Ranges;
using Byob.Worker.Connection;
using Byob.Worker.Limits;

namespace Byob.Worker.Counting;

/// <summary>Reads ranges from the master over HTTP/1.1, and takes only an answer that is exactly what was asked for.</summary>
public sealed class HttpRangeSource : IRangeSource, IDisposable
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Longer lived connections would keep an address that a name no longer has.</summary>
    private static readonly TimeSpan s_connectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly Func<CancellationToken, ValueTask<string?>> _token;
    private readonly TimeProvider _time;
    private readonly Func<IPEndPoint, IPEndPoint, bool> _isNear;
    private readonly PackingChoice _packing;
    private readonly BytePace? _pace;

    /// <param name="pace">How fast bytes may come; null for as fast as they do.</param>
    /// <param name="fingerprint">See <see cref="WorkerEngineOptions.Fingerprint"/>.</param>
    public HttpRangeSource(Uri master, Func<CancellationToken, ValueTask<string?>> token, BytePace? pace = null, string? fingerprint = null)
        : this(master, token, TimeProvider.System, IsSameMachine, new PackingChoice(), pace, fingerprint)
    {
    }

    /// <param name="isNear">Whether a connection between these two ends stays on one machine.</param>
    internal HttpRangeSource(
        Uri master,
        Func<CancellationToken, ValueTask<string?>> token,
        TimeProvider time,
        Func<IPEndPoint, IPEndPoint, bool> isNear,
        PackingChoice packing,
        BytePace? pace = null,
        string? fingerprint = null)
    {
        _pace = pace;
        (_token, _time, _isNear, _packing) = (token, time, isNear, packing);
        var handler = new MasterTrust(master, fingerprint).NewHandler();
        // The range is packed, or not, by its own header; and what goes from machine to machine here is not traced.
        handler.AutomaticDecompression = DecompressionMethods.None;
        handler.ActivityHeadersPropagator = null;
        handler.ConnectCallback = ConnectAsync;
        handler.ConnectTimeout = s_connectTimeout;
        handler.PooledConnectionLifetime = s_connectionLifetime;
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

        if (_packing.ShouldPack(range.Length))
            request.Headers.Add(PackedRange.Header, PackedRange.Form);

        var response = await SendAsync(request, cancellationToken);
        try
        {
            if (response.StatusCode != HttpStatusCode.PartialContent)
                throw await RefusedAsync(response, range, cancellationToken);
            var isPacked = response.Headers.TryGetValues(PackedRange.Header, out var forms) && forms.Contains(PackedRange.Form);
            if (Mismatch(response.Content.Headers, lease, range, isPacked) is { } mismatch)
                throw new RangeReadException(mismatch, isTransient: false);
            var bytes = await response.Content.ReadAsStreamAsync(cancellationToken);
            if (_pace is not null)
                bytes = new PacedStream(bytes, _pace);
            return new MeasuredStream(isPacked ? new UnpackingStream(bytes, range.Length) : bytes, _time, (read, waited, fault) =>
            {
                _packing.Measured(isPacked, read, waited);
                if (fault is not null)
                    _packing.Broken();
            });
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
            throw new RangeReadException(CertificateRefusedException.In(e) ?? $"The master could not be reached for the bytes: {e.Message}", isTransient: true, e);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            if (socket is { LocalEndPoint: IPEndPoint local, RemoteEndPoint: IPEndPoint remote } && _isNear(local, remote))
                _packing.Near();
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsSameMachine(IPEndPoint local, IPEndPoint remote) => IPAddress.IsLoopback(remote.Address) || remote.Address.Equals(local.Address);

    private static string? Mismatch(HttpContentHeaders headers, ChunkLease lease, ByteRange range, bool isPacked)
    {
        var expected = new ContentRangeHeaderValue(range.Start, range.End - 1, lease.DatasetLength);
        if (headers.ContentRange is not { } given)
            return $"The master answered without saying which bytes it sends; asked for were {expected}.";
        if (!given.Equals(expected))
            return $"The master sends {given}; asked for were {expected}.";
        return isPacked || headers.ContentLength == range.Length
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
