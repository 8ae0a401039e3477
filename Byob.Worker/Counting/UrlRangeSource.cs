using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Worker.Connection;
using Byob.Worker.Limits;

namespace Byob.Worker.Counting;

/// <summary>
/// Reads datasets that lie on the web straight from their source, and all others from the master. Where the source cannot be read from here, or gives
/// something else than it should, the master is read instead: it has the last word on what the dataset is.
/// </summary>
/// <param name="fromMaster">Reads what the master serves. Not disposed here.</param>
/// <param name="resolve">Names to addresses; the system's own by default.</param>
/// <param name="pace">How fast bytes may come from a source; null for as fast as they do.</param>
/// <param name="fingerprint">See <see cref="WorkerEngineOptions.Fingerprint"/>.</param>
public sealed class UrlRangeSource(
    IRangeSource fromMaster,
    Uri master,
    Func<CancellationToken, ValueTask<string?>> token,
    TimeProvider time,
    Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null,
    BytePace? pace = null,
    string? fingerprint = null) : IRangeSource, IDisposable
{
    /// <summary>How long a source that failed is left alone.</summary>
    private static readonly TimeSpan s_leftAlone = TimeSpan.FromMinutes(1);

    private readonly HttpClient _master = new(new MasterTrust(master, fingerprint).NewHandler())
    {
        BaseAddress = MasterAddress.AsBase(master),
        Timeout = TimeSpan.FromSeconds(20),
    };

    // A master on a private network may send its workers to private addresses; one on the internet may not make them look around at home.
    private readonly SourceClient _sources = new(
        async stop => (await (resolve ?? Dns.GetHostAddressesAsync)(master.IdnHost, stop)).All(SourceAddress.IsPrivate),
        resolve);

    private readonly ConcurrentDictionary<DatasetId, DatasetSourceReply?> _known = new();
    private readonly ConcurrentDictionary<DatasetId, long> _failedAt = new();
    private long _readDirectly;

    /// <summary>Ranges that were opened at their source, since the start.</summary>
    public long ReadDirectly => Interlocked.Read(ref _readDirectly);

    public async ValueTask<Stream> OpenAsync(ChunkLease lease, ByteRange range, CancellationToken cancellationToken)
    {
        var isLeftAlone = _failedAt.TryGetValue(lease.Dataset, out var failedAt) && time.GetElapsedTime(failedAt) < s_leftAlone;
        if (!isLeftAlone && await FindAsync(lease.Dataset, cancellationToken) is { } source && source.Length == lease.DatasetLength)
        {
            try
            {
                var stream = await _sources.OpenAsync(source, range, cancellationToken);
                Interlocked.Increment(ref _readDirectly);
                var watched = new WatchedStream(stream, time, () => LeaveAlone(lease.Dataset));
                return pace is null ? watched : new PacedStream(watched, pace);
            }
            catch (SourceException)
            {
                LeaveAlone(lease.Dataset);
            }
        }

        return await fromMaster.OpenAsync(lease, range, cancellationToken);
    }

    public void Dispose()
    {
        _master.Dispose();
        _sources.Dispose();
    }

    private void LeaveAlone(DatasetId dataset) => _failedAt[dataset] = time.GetTimestamp();

    /// <summary>Null when the master has the bytes itself, or does not say.</summary>
    private async Task<DatasetSourceReply?> FindAsync(DatasetId dataset, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(dataset, out var known))
            return known;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, PartyRoutes.DatasetSource(dataset));
            if (await token(cancellationToken) is { } bearer)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            using var response = await _master.SendAsync(request, cancellationToken);
            var source = response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadFromJsonAsync<DatasetSourceReply>(cancellationToken) : null;
            if ((int)response.StatusCode is 200 or 204 or 404)
                _known[dataset] = source = source is { Url.Scheme: "http" or "https" } ? source : null;
            return source;
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or IOException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Tells of a source that breaks off in the middle, or says nothing for so long that its reader gives up.</summary>
    private sealed class WatchedStream(Stream bytes, TimeProvider time, Action failed) : ReadOnlyStream
    {
        /// <summary>A reader that gives up sooner does so for another reason: its chunk is not wanted any more.</summary>
        private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(10);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var start = time.GetTimestamp();
            try
            {
                return await bytes.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception fault) when (fault is IOException or HttpRequestException || (fault is OperationCanceledException && time.GetElapsedTime(start) >= s_slow))
            {
                failed();
                throw;
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                bytes.Dispose();
            base.Dispose(disposing);
        }
    }
}
