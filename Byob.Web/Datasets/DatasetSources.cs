using System.Net;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Storage;
using Byob.Worker.Counting;
using Microsoft.Extensions.Options;

namespace Byob.Web.Datasets;

/// <summary>Datasets that lie on the web: which addresses may be taken, and reading them. One that has changed there becomes broken.</summary>
internal sealed class DatasetSources(DatasetBook book, DatasetStore store, DatasetWork work, IOptions<DatasetsOptions> options, TimeProvider time) : IDisposable
{
    public const int LongestUrl = 2000;

    private readonly SourceClient _client = new(_ => ValueTask.FromResult(options.Value.UrlPrivateAddresses), time: time);

    /// <summary>Null when the dataset is not there, or its bytes lie on the master.</summary>
    public DatasetEntry? Find(DatasetId id) => book.Find(id) is { View.Source: DatasetSource.Url } entry ? entry : null;

    public static DatasetSourceReply SourceOf(DatasetEntry entry) => new(new Uri(entry.View.Url!), entry.View.Validator!, entry.View.Length);

    /// <summary>Asks the source at an address, if it may be asked.</summary>
    /// <exception cref="SourceException">It cannot become a dataset.</exception>
    public async Task<DatasetSourceReply> ProbeAsync(string address, CancellationToken cancellationToken)
    {
        var url = Check(address);
        var (source, head) = await _client.ProbeAsync(url, PackingDetector.HeadBytes, cancellationToken);
        if (source.Length > options.Value.LargestBytes)
        {
            throw Refused($"{url.Host} says that the file has {ByteWords.Of(source.Length)}, and the party takes datasets of at most {ByteWords.Of(options.Value.LargestBytes)}. "
                + "Choose a smaller one, or ask the host to raise Datasets:LargestBytes.");
        }

        if (book.Entries().FirstOrDefault(other => other.View.Url == url.AbsoluteUri && other.View.Validator == source.Validator && other.View.State != DatasetState.Broken) is { } same)
            throw Refused($"This address is a dataset already: “{same.View.Name}”. Choose it from the list of datasets.");
        if (PackingDetector.Detect(head) != Packing.None)
            throw Refused("The file at this address is packed, and only plain text can be read straight from its source. Download it and upload it here: it is unpacked on arrival.");

        // A source that is careless about ranges or validators shows it here rather than in the middle of a job.
        await using var again = await _client.OpenAsync(source, new ByteRange(source.Length - 1, source.Length), cancellationToken);
        return source;
    }

    /// <exception cref="SourceException">The bytes cannot be had.</exception>
    /// <exception cref="FileNotFoundException">The dataset is broken; the message is the sentence that says why.</exception>
    public async Task<Stream> OpenAsync(DatasetEntry entry, ByteRange range, CancellationToken cancellationToken)
    {
        if (Problem(entry) is { } problem)
            throw new FileNotFoundException(problem);
        try
        {
            return await _client.OpenAsync(SourceOf(entry), range, cancellationToken);
        }
        catch (SourceException fault) when (fault.Kind == SourceFaultKind.Changed)
        {
            work.Start(entry.Id, _ => store.BreakAsync(entry.Id, fault.Message));
            throw;
        }
    }

    /// <summary>Null while it can be read.</summary>
    public string? Problem(DatasetEntry entry) => (book.Find(entry.Id) ?? entry).View is { State: DatasetState.Broken } broken
        ? broken.Problem ?? DatasetSentences.Changed(broken.Name)
        : null;

    public void Dispose() => _client.Dispose();

    private static SourceException Refused(string sentence) => new(SourceFaultKind.Refused, sentence);

    private Uri Check(string address)
    {
        var hosts = options.Value.UrlHosts;
        if (hosts.Count == 0)
            throw Refused("This party takes no datasets from the web. The host can allow it by naming the hosts in Datasets:UrlHosts; until then, upload the file.");
        if (address.Length > LongestUrl || !Uri.TryCreate(address.Trim(), UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            throw Refused("This is no address of a file on the web. It begins with https:// or http://.");
        }

        if (url.UserInfo.Length > 0)
            throw Refused("The address must not have a name or a password in it: everybody in the party sees it.");
        var name = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
        var place = url.IsDefaultPort ? name : $"{name}:{url.Port}";
        if (!hosts.Contains(place, StringComparer.OrdinalIgnoreCase))
            throw Refused($"Datasets are not taken from {place}. Allowed: {string.Join(", ", hosts)}. Ask the host to add it to Datasets:UrlHosts, or upload the file.");
        if (!options.Value.UrlPrivateAddresses && IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var literal) && SourceAddress.IsPrivate(literal))
            throw Refused($"{url.IdnHost} is an address of a private network. Upload the file, or have the host set Datasets:UrlPrivateAddresses.");
        return new UriBuilder(url) { Fragment = "" }.Uri;
    }
}
