using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Worker.Counting;

/// <summary>
/// Reads ranges of a source on the web. Each connection goes to an address that was checked just before: a name that means another address a moment
/// later gains nothing. Redirects are not followed, no proxy and no cookies are used, and only an answer that is exactly what was asked for is taken.
/// </summary>
/// <param name="allowPrivate">Whether addresses of this machine and its surroundings may be read; see <see cref="SourceAddress"/>.</param>
/// <param name="resolve">Names to addresses; the system's own by default.</param>
/// <param name="time">Measures the patience; the system's own by default.</param>
public sealed class SourceClient(
    Func<CancellationToken, ValueTask<bool>> allowPrivate, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null, TimeProvider? time = null) : IDisposable
{
    /// <summary>How long a source may take to connect, and then to answer; for a probe, with all that it sends.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = s_patience,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = (context, cancellationToken) =>
            ConnectAsync(context.DnsEndPoint, allowPrivate, resolve ?? ((name, stop) => Dns.GetHostAddressesAsync(name, stop)), cancellationToken),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Opens a range of the source; the caller disposes the stream, which has exactly its length unless it breaks off.</summary>
    /// <exception cref="SourceException">The bytes cannot be had.</exception>
    public async Task<Stream> OpenAsync(DatasetSourceReply source, ByteRange range, CancellationToken cancellationToken)
    {
        var response = await SendAsync(source.Url, range, source.Validator, cancellationToken);
        try
        {
            if (Judge(response, source, range) is { } fault)
                throw fault;
            return await response.Content.ReadAsStreamAsync(cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Learns the length and the validator of what is at an address, and its first bytes.</summary>
    /// <param name="most">How many of the first bytes.</param>
    /// <exception cref="SourceException">It cannot be a source.</exception>
    public async Task<(DatasetSourceReply Source, byte[] Head)> ProbeAsync(Uri url, int most, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, time ?? TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await ProbeWithPatienceAsync(url, most, either.Token);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw Silent(url, fault);
        }
    }

    public void Dispose() => _http.Dispose();

    private static SourceException Silent(Uri url, OperationCanceledException fault) =>
        new(SourceFaultKind.Unreachable, $"{url.Host} did not answer for {s_patience.TotalSeconds:0} seconds.", fault);

    private async Task<(DatasetSourceReply Source, byte[] Head)> ProbeWithPatienceAsync(Uri url, int most, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(url, new ByteRange(0, most), null, cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK)
            throw Refused($"{url.Host} does not answer range requests: it sent the whole. Download the file and upload it here.");
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            throw Refused("There is nothing at this address but an empty file. Choose one with text in it.");
        if (response.StatusCode != HttpStatusCode.PartialContent)
            throw Unexpected(response, url);
        if (response.Content.Headers.ContentRange is not { Unit: "bytes", From: 0, To: { } last, Length: > 0 and { } length } || last != Math.Min(most, length) - 1)
            throw Refused($"{url.Host} does not say how long the file is. Download it and upload it here.");
        if (ValidatorOf(response) is not { } validator)
            throw Refused($"{url.Host} sends neither a strong ETag nor a date of last change, so a change of the file could not be noticed. Download it and upload it here.");

        var head = new byte[last + 1];
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await stream.ReadExactlyAsync(head, cancellationToken);
        }
        catch (IOException fault)
        {
            throw new SourceException(SourceFaultKind.Unreachable, $"{url.Host} broke off: {fault.Message}", fault);
        }

        return (new DatasetSourceReply(url, validator, length), head);
    }

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint to,
        Func<CancellationToken, ValueTask<bool>> allowPrivate,
        Func<string, CancellationToken, Task<IPAddress[]>> resolve,
        CancellationToken cancellationToken)
    {
        var addresses = await resolve(to.Host, cancellationToken);
        if (addresses.Any(SourceAddress.IsPrivate) && !await allowPrivate(cancellationToken))
            throw Refused($"{to.Host} is an address of a private network, which is not read from. Upload the file, or have the host set Datasets:UrlPrivateAddresses.");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SourceException Refused(string sentence) => new(SourceFaultKind.Refused, sentence);

    private static SourceException Changed(Uri url, string how) => new(
        SourceFaultKind.Changed, $"{url} is no longer the file that the dataset was made of: {how}. Delete the dataset, then add the address again.");

    private static SourceException? Judge(HttpResponseMessage response, DatasetSourceReply source, ByteRange range)
    {
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return Changed(source.Url, "it is gone");

        // The answer to an If-Range that does not hold, and to a range behind the end.
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PreconditionFailed)
        {
            return response.StatusCode == HttpStatusCode.OK && Holds(response, source.Validator)
                ? Refused($"{source.Url.Host} no longer answers range requests. Download the file and upload it here.")
                : Changed(source.Url, "it has changed");
        }

        if (response.StatusCode != HttpStatusCode.PartialContent)
            return Unexpected(response, source.Url);
        if (!Holds(response, source.Validator))
            return Changed(source.Url, "it has changed");
        var headers = response.Content.Headers;
        if (headers.ContentRange?.Length is { } length && length != source.Length)
            return Changed(source.Url, $"it has {length} bytes instead of {source.Length}");
        return new ContentRangeHeaderValue(range.Start, range.End - 1, source.Length).Equals(headers.ContentRange)
            && headers.ContentLength == range.Length && headers.ContentEncoding.Count == 0
            ? null
            : Refused($"{source.Url.Host} sends other bytes than were asked for. Download the file and upload it here.");
    }

    private static SourceException Unexpected(HttpResponseMessage response, Uri url)
    {
        var status = (int)response.StatusCode;
        return status switch
        {
            >= 300 and < 400 => Refused($"{url.Host} sends readers on to another address, which is not followed. Give the address that it leads to."),
            408 or 429 or >= 500 => new SourceException(SourceFaultKind.Unreachable, $"{url.Host} cannot answer just now ({status})."),
            401 or 403 => Refused($"{url.Host} does not let everybody read the file ({status}). Download it and upload it here."),
            _ => Refused($"{url.Host} answered {status} instead of the file. Look at the address."),
        };
    }

    private static string? ValidatorOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("r", null);

    private static bool Holds(HttpResponseMessage response, string validator) =>
        validator.StartsWith('"') ? response.Headers.ETag?.Tag == validator : response.Content.Headers.LastModified?.ToString("r", null) == validator;

    private async Task<HttpResponseMessage> SendAsync(Uri url, ByteRange range, string? validator, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11 };
        request.Headers.Range = new RangeHeaderValue(range.Start, range.End - 1);
        request.Headers.AcceptEncoding.ParseAdd("identity");
        if (validator is not null)
            request.Headers.TryAddWithoutValidation("If-Range", validator);
        using var patience = new CancellationTokenSource(s_patience, time ?? TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (HttpRequestException fault)
        {
            throw fault.InnerException as SourceException ?? new SourceException(SourceFaultKind.Unreachable, $"{url.Host} could not be reached: {fault.Message}", fault);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw Silent(url, fault);
        }
    }
}
