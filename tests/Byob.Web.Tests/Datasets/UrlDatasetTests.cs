using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Datasets;
using Byob.Web.Storage;
using Byob.Worker.Counting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Byob.Web.Tests.Datasets;

/// <summary>Files on the web: only from hosts that are allowed, never from inside the network by accident, and never another file than was added.</summary>
public sealed class UrlDatasetTests : IAsyncLifetime
{
    private static readonly byte[] Text = Packed.Text(300_000);

    private SourceServer _source = null!;
    private DatasetsHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _source = await SourceServer.StartAsync(Text);
        _host = await DatasetsHost.StartAsync(host =>
        {
            host.Settings["Datasets:UrlHosts:0"] = _source.Place;
            host.Settings["Datasets:UrlHosts:1"] = $"localhost:{_source.Port}";
            host.Settings["Datasets:UrlPrivateAddresses"] = "true";
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task Url_Added_IsReadyAndReadFromItsPlace()
    {
        var client = _host.ClientOf(DatasetsHost.Ann);
        using var added = await client.PostAsJsonAsync("api/datasets/url", new { url = _source.Url + "#part" }, Cancel);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var id = new DatasetId((await added.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid());
        await _host.RestartAsync();

        var view = _host.Find(id)!;
        Assert.Equal(("moby.txt", DatasetState.Ready, (long)Text.Length, null), (view.Name, view.State, view.Length, view.Sha256));
        Assert.Equal((_source.Url, "\"one\""), (view.Url, view.Validator));
        Assert.Equal(0, _host.Datasets.Room().UsedBytes);

        client = _host.ClientOf(DatasetsHost.Bob);
        using var request = new HttpRequestMessage(HttpMethod.Get, PartyRoutes.DatasetBytes(id)) { Headers = { Range = new RangeHeaderValue(1000, 1999) } };
        using var relayed = await client.SendAsync(request, Cancel);
        Assert.Equal((HttpStatusCode.PartialContent, $"bytes 1000-1999/{Text.Length}"), (relayed.StatusCode, relayed.Content.Headers.ContentRange!.ToString()));
        Assert.Equal(Text[1000..2000], await relayed.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Contains("/books/moby.txt bytes=1000-1999 \"one\"", _source.Asked);
        Assert.Equal(new DatasetSourceReply(new Uri(_source.Url), "\"one\"", Text.Length), await client.GetFromJsonAsync<DatasetSourceReply>(PartyRoutes.DatasetSource(id), Cancel));

        Assert.True((await _host.Datasets.DeleteAsync(id, DatasetsHost.Ann, Cancel)).Ok);
    }

    [Theory]
    [InlineData("ftp://example.org/a.txt", "begins with https://")]
    [InlineData("file:///etc/passwd", "begins with https://")]
    [InlineData("moby.txt", "begins with https://")]
    [InlineData("http://ann:secret@{place}/a.txt", "name or a password")]
    [InlineData("http://127.0.0.1/a.txt", "Datasets:UrlHosts")]
    [InlineData("http://{place}@evil.example/a.txt", "name or a password")]
    [InlineData("http://evil.example\\@{place}/a.txt", "begins with https://")]
    [InlineData("http://evil.example#@{place}/a.txt", "Datasets:UrlHosts")]
    [InlineData("http://evil.example?@{place}/a.txt", "Datasets:UrlHosts")]
    [InlineData("http://[::ffff:127.0.0.1]:{port}/a.txt", "Datasets:UrlHosts")]
    [InlineData("http://[::1]:{port}/a.txt", "Datasets:UrlHosts")]
    [InlineData("http://[fe80::1]:{port}/a.txt", "Datasets:UrlHosts")]
    [InlineData("http://0.0.0.0:{port}/a.txt", "Datasets:UrlHosts")]
    [InlineData("http://169.254.169.254/latest/meta-data/", "Datasets:UrlHosts")]
    [InlineData("http://127.0.0.1.:{port}/a.txt", "Datasets:UrlHosts")]
    [InlineData("gopher://{place}/a.txt", "begins with https://")]
    [InlineData("//{place}/a.txt", "begins with https://")]
    [InlineData("", "begins with https://")]
    [InlineData("http://{place}.example.org/a.txt", "begins with https://")]
    [InlineData("https://example.org/a.txt", "Datasets:UrlHosts")]
    public async Task Url_NotAllowed_IsRefusedWithoutAsking(string url, string words)
    {
        await AssertRefusedAsync(words, url.Replace("{place}", _source.Place, StringComparison.Ordinal).Replace("{port}", $"{_source.Port}", StringComparison.Ordinal));
        Assert.Empty(_source.Asked);
    }

    [Fact]
    public async Task Source_NotFitForRanges_IsRefusedAndSaysWhy()
    {
        _source.KnowsRanges = false;
        await AssertRefusedAsync("does not answer range requests");
        _source.KnowsRanges = true;

        _source.Tag = null;
        await AssertRefusedAsync("neither a strong ETag nor");
        _source.Tag = "W/\"weak\"";
        await AssertRefusedAsync("neither a strong ETag nor");
        _source.Tag = "\"one\"";

        _source.Text = Packed.Gzip(Text);
        await AssertRefusedAsync("is packed");
        _source.Text = Text;

        foreach (var (status, words) in new[] { (404, "answered 404"), (403, "let everybody"), (503, "just now"), (302, "which is not followed"), (416, "empty file") })
        {
            _source.Statuses.Enqueue(status);
            await AssertRefusedAsync(words);
        }

        Assert.DoesNotContain(_source.Asked, asked => asked.StartsWith("/elsewhere.txt", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bytes 0-15/*", "does not say how long")]
    [InlineData("bytes 0-15/10000000000000000000", "does not say how long")]
    [InlineData("bytes 0-15/9000000000000000000", "Datasets:LargestBytes")]
    [InlineData("bytes 0-15/200000000001", "Datasets:LargestBytes")]
    [InlineData("bytes 0-15/0", "does not say how long")]
    [InlineData("bytes 0-15/8", "does not say how long")]
    [InlineData("bytes 1-16/300000", "does not say how long")]
    [InlineData("words 0-15/300000", "does not say how long")]
    [InlineData(null, "does not say how long")]
    public async Task Source_ThatLiesAboutItsLength_IsRefused(string? contentRange, string words)
    {
        _source.Answer = async http =>
        {
            (http.Response.StatusCode, http.Response.Headers.ETag) = (206, _source.Tag);
            if (contentRange is not null)
                http.Response.Headers.ContentRange = contentRange;
            await http.Response.Body.WriteAsync("abcd efgh ijkl m"u8.ToArray(), http.RequestAborted);
        };
        await AssertRefusedAsync(words);
    }

    [Theory]
    [InlineData(200, "does not answer range requests")]
    [InlineData(206, "sends other bytes than were asked for")]
    public async Task Source_WithoutAnEnd_IsRefusedAndNotReadOn(int status, string words)
    {
        _source.Answer = async http =>
        {
            (http.Response.StatusCode, http.Response.Headers.ETag) = (status, _source.Tag);
            var first = long.Parse(http.Request.Headers.Range.ToString()["bytes=".Length..].Split('-')[0], null);
            http.Response.Headers.ContentRange = first == 0 ? $"bytes 0-15/{Text.Length}" : $"bytes {first}-{first}/{Text.Length}";
            while (!http.RequestAborted.IsCancellationRequested)
                await http.Response.Body.WriteAsync(Text, http.RequestAborted);
        };
        await AssertRefusedAsync(words);
    }

    [Fact]
    public async Task Source_ThatLeadsOnAndOn_IsAskedOnce()
    {
        _source.Answer = http =>
        {
            http.Response.Redirect($"http://{_source.Place}/next/{_source.Asked.Count}");
            return Task.CompletedTask;
        };
        await AssertRefusedAsync("which is not followed");
        Assert.Single(_source.Asked);
    }

    [Theory]
    [InlineData("before it answers")]
    [InlineData("in the middle")]
    public async Task Source_ThatFallsSilent_IsWaitedForOnlySoLong(string when)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _source.Answer = async http =>
        {
            if (when == "in the middle")
            {
                (http.Response.StatusCode, http.Response.Headers.ETag) = (206, _source.Tag);
                http.Response.Headers.ContentRange = $"bytes 0-15/{Text.Length}";
                await http.Response.Body.WriteAsync("abcd"u8.ToArray(), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }

            asked.SetResult();
            await done.Task.WaitAsync(http.RequestAborted);
        };
        var time = new FakeTimeProvider();
        using var client = new SourceClient(_ => ValueTask.FromResult(true), time: time);
        var probing = client.ProbeAsync(new Uri(_source.Url), 16, Cancel);
        await asked.Task.WaitAsync(DatasetsHost.Patience, Cancel);
        time.Advance(TimeSpan.FromSeconds(10));

        var fault = await Assert.ThrowsAsync<SourceException>(() => probing.WaitAsync(DatasetsHost.Patience, Cancel));
        Assert.Equal((SourceFaultKind.Unreachable, "127.0.0.1 did not answer for 10 seconds."), (fault.Kind, fault.Message));
        done.SetResult();
    }

    [Fact]
    public async Task Url_AddedAgain_IsTheDatasetThatIsThereAlready()
    {
        await AddedAsync();
        var again = await _host.Datasets.AddFromUrlAsync(_source.Url + "#elsewhere", DatasetsHost.Bob, Cancel);
        Assert.Equal("This address is a dataset already: “moby.txt”. Choose it from the list of datasets.", again.Refusal);

        _source.Tag = "\"two\"";
        Assert.True((await _host.Datasets.AddFromUrlAsync(_source.Url, DatasetsHost.Bob, Cancel)).Ok);
    }

    [Theory]
    [InlineData("/%2e%2e%2f..%2fetc%2fpasswd", "passwd")]
    [InlineData("/a%E2%80%AEtxt.exe%07%0D%0A", "atxt.exe")]
    [InlineData("/", "127.0.0.1")]
    public async Task Url_WithAnOddName_IsShownTidily(string path, string name)
    {
        var added = await _host.Datasets.AddFromUrlAsync($"http://{_source.Place}{path}", DatasetsHost.Ann, Cancel);
        Assert.Equal(name, added.Value?.Name);
    }

    [Fact]
    public async Task Source_WithADateAlone_IsKnownByIt()
    {
        (_source.Tag, _source.Changed) = (null, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var view = await AddedAsync();
        Assert.Equal("Fri, 02 Jan 2026 03:04:05 GMT", view.Validator);

        _source.Changed = _source.Changed.Value.AddSeconds(1);
        await AssertNoticedAsync(view.Id);
    }

    [Theory]
    [InlineData("tag")]
    [InlineData("tag and length")]
    [InlineData("gone")]
    public async Task Source_ThatChanged_BreaksTheDatasetAndGivesNoByte(string how)
    {
        var id = (await AddedAsync()).Id;
        _source.Tag = how == "gone" ? _source.Tag : "\"two\"";
        if (how == "tag and length")
            _source.Text = Text[..100_000];
        if (how == "gone")
            _source.Statuses.Enqueue(404);
        await AssertNoticedAsync(id);
    }

    [Fact]
    public async Task Source_AwayForAWhile_IsNotBroken()
    {
        var id = (await AddedAsync()).Id;
        _source.Statuses.Enqueue(503);
        using (var away = await _host.ClientOf(DatasetsHost.Bob).GetAsync(PartyRoutes.DatasetBytes(id), Cancel))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Equal(DatasetState.Ready, _host.Find(id)!.State);
        Assert.Equal(Text, await _host.ClientOf(DatasetsHost.Bob).GetByteArrayAsync(PartyRoutes.DatasetBytes(id), Cancel));
    }

    [Fact]
    public async Task Feature_WithoutHosts_IsOffAndSaysSo()
    {
        await using var host = await DatasetsHost.StartAsync();
        Assert.Contains("Datasets:UrlHosts", (await host.Datasets.AddFromUrlAsync(_source.Url, DatasetsHost.Host, Cancel)).Refusal, StringComparison.Ordinal);
        Assert.Empty(_source.Asked);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("0.0.0.0")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task Host_OnAPrivateAddress_IsRefusedUnlessTheHostAllowsIt(string name)
    {
        var url = $"http://{name}:{_source.Port}/books/moby.txt";
        await using var host = await DatasetsHost.StartAsync(host => host.Settings["Datasets:UrlHosts:0"] = $"{name}:{_source.Port}");
        Assert.Contains("private network", (await host.Datasets.AddFromUrlAsync(url, DatasetsHost.Host, Cancel)).Refusal, StringComparison.Ordinal);
        Assert.Empty(_source.Asked);
        if (name == "127.0.0.1")
            Assert.True((await _host.Datasets.AddFromUrlAsync(url, DatasetsHost.Ann, Cancel)).Ok);
    }

    [Fact]
    public async Task Name_ThatMeansAnotherAddressLater_IsCheckedAtEachConnectionAndConnectedAsChecked()
    {
        var url = new Uri($"http://texts.example:{_source.Port}/books/moby.txt");
        IPAddress[] means = [IPAddress.Parse("93.184.215.14"), IPAddress.Loopback];
        using var rebound = new SourceClient(_ => ValueTask.FromResult(false), (_, _) => Task.FromResult(means));
        Assert.Equal(SourceFaultKind.Refused, (await Assert.ThrowsAsync<SourceException>(() => rebound.ProbeAsync(url, 16, Cancel))).Kind);
        Assert.Empty(_source.Asked);

        // Nothing else knows that name: the connection went to the address that was checked.
        var resolved = 0;
        using var pinned = new SourceClient(_ => ValueTask.FromResult(true), (_, _) => Task.FromResult<IPAddress[]>(Interlocked.Increment(ref resolved) == 1 ? [IPAddress.Loopback] : []));
        var (source, head) = await pinned.ProbeAsync(url, 16, Cancel);
        Assert.Equal((Text.Length, 1), (source.Length, resolved));
        Assert.Equal(Text[..16], head);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("127.8.8.8", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.0", false)]
    [InlineData("192.168.0.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("224.0.0.1", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("93.184.215.14", false)]
    [InlineData("::", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("::ffff:93.184.215.14", false)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("ff02::1", true)]
    [InlineData("64:ff9b::7f00:1", true)]
    [InlineData("2002:7f00:1::", true)]
    [InlineData("2606:2800:21f::1", false)]
    public void Address_OfANetwork_IsPrivateOrNot(string address, bool isPrivate) => Assert.Equal(isPrivate, SourceAddress.IsPrivate(IPAddress.Parse(address)));

    private async Task<DatasetView> AddedAsync()
    {
        var added = await _host.Datasets.AddFromUrlAsync(_source.Url, DatasetsHost.Ann, Cancel);
        Assert.Null(added.Refusal);
        return added.Value!;
    }

    private async Task AssertRefusedAsync(string words, string? url = null)
    {
        var refused = await _host.Datasets.AddFromUrlAsync(url ?? _source.Url, DatasetsHost.Host, Cancel);
        Assert.Contains(words, refused.Refusal, StringComparison.Ordinal);
        Assert.Empty(_host.Datasets.All);
    }

    private async Task AssertNoticedAsync(DatasetId id)
    {
        using var noticed = await _host.ClientOf(DatasetsHost.Bob).GetAsync(PartyRoutes.DatasetBytes(id), Cancel);
        Assert.Equal(HttpStatusCode.Conflict, noticed.StatusCode);
        var sentence = await TusClient.SentenceOf(noticed);
        Assert.Contains("no longer the file", sentence, StringComparison.Ordinal);
        Assert.Equal(sentence, (await _host.WaitForAsync(id, DatasetState.Broken)).Problem);
        Assert.Throws<FileNotFoundException>(() => _host.Services.GetRequiredService<IDatasetBytes>().FindOnWeb(id));
    }
}
