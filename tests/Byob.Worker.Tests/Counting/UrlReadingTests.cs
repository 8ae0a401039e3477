using System.Net;
using Byob.Shared.Chunks;
using Byob.Worker.Counting;
using Byob.Worker.Tests.Doubles;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Byob.Worker.Tests.Counting;

/// <summary>
/// Chunks of a text on the web: read straight from a source that gives exactly what was asked for, and through the master from any other.
/// The master of these tests has the right bytes, so what is read is right whatever the source does.
/// </summary>
public sealed class UrlReadingTests : IAsyncLifetime
{
    private static readonly byte[] s_text = Texts.Make(20_000);
    private static readonly ByteRange s_range = new(1000, 51_000);

    private TestMaster _master = null!;
    private TextSource _source = null!;
    private UrlRangeSource _reader = null!;
    private HttpRangeSource _fromMaster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _master = await TestMaster.StartAsync(s_text);
        _source = await TextSource.StartAsync(s_text);
        _master.Source = _source.Reply;
        _fromMaster = new HttpRangeSource(_master.Address, Token);
        _reader = new UrlRangeSource(_fromMaster, _master.Address, Token, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _fromMaster.Dispose();
        await _source.DisposeAsync();
        await _master.DisposeAsync();
    }

    [Fact]
    public async Task Range_OfAGoodSource_IsAskedForExactlyAndUnpackedAndNotAtTheMaster()
    {
        Assert.Equal(s_text[1000..51_000], await ReadAsync());
        Assert.Equal(s_text[..1], await ReadAsync(new ByteRange(0, 1)));
        Assert.Equal(s_text[^1..], await ReadAsync(new ByteRange(s_text.Length - 1, s_text.Length)));

        Assert.Equal($"/books/moby.txt bytes=1000-50999 {TextSource.Tag} identity", await _source.Asked.NextAsync());
        Assert.Equal((3, 0), (_reader.ReadDirectly, _master.Ranges.Count));
    }

    [Theory]
    [InlineData("200 instead of 206")]
    [InlineData("another range")]
    [InlineData("another length")]
    [InlineData("no range")]
    [InlineData("several ranges")]
    [InlineData("too few bytes announced")]
    [InlineData("another tag")]
    [InlineData("no tag")]
    [InlineData("gzip")]
    [InlineData("404")]
    [InlineData("412")]
    [InlineData("416")]
    [InlineData("418")]
    [InlineData("503")]
    public async Task Source_ThatAnswersSomethingElse_IsNotBelieved(string what)
    {
        _source.Answer = async http =>
        {
            Answer(http, what);
            await http.Response.Body.WriteAsync(new byte[http.Response.ContentLength ?? 10], http.RequestAborted);
            return true;
        };

        await AssertReadThroughTheMasterAsync();
    }

    [Theory]
    [InlineData("http://127.0.0.1:{port}/inside.txt")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://elsewhere.example/moby.txt")]
    [InlineData("/moved.txt")]
    public async Task Source_ThatSendsReadersOn_IsNotFollowed(string location)
    {
        var other = location.Replace("{port}", $"{_source.Port}", StringComparison.Ordinal);
        foreach (var status in new[] { 301, 302, 303, 307, 308 })
        {
            using var reader = new UrlRangeSource(_fromMaster, _master.Address, Token, TimeProvider.System);
            _source.Answer = http =>
            {
                http.Response.StatusCode = status;
                http.Response.Headers.Location = other;
                return Task.FromResult(true);
            };
            Assert.Equal(s_text[1000..51_000], await ReadAsync(reader: reader));
            Assert.StartsWith("/books/moby.txt ", await _source.Asked.NextAsync(), StringComparison.Ordinal);
            Assert.Equal(0, reader.ReadDirectly);
        }

        Assert.Equal(5, _source.Asked.Count);
    }

    [Fact]
    public async Task Source_ThatFailedOnce_IsLeftAloneForAMinute_AndReadAgainThen()
    {
        var time = new FakeTimeProvider();
        using var reader = new UrlRangeSource(_fromMaster, _master.Address, Token, time);
        _source.Answer = http =>
        {
            http.Response.StatusCode = 503;
            return Task.FromResult(_source.Asked.Count == 1);
        };

        Assert.Equal(s_text[1000..51_000], await ReadAsync(reader: reader));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(s_text[1000..51_000], await ReadAsync(reader: reader));
        Assert.Equal((1, 0, 2), (_source.Asked.Count, reader.ReadDirectly, _master.Ranges.Count));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(s_text[1000..51_000], await ReadAsync(reader: reader));
        Assert.Equal((2, 1, 2), (_source.Asked.Count, reader.ReadDirectly, _master.Ranges.Count));
    }

    [Fact]
    public async Task Source_ThatBreaksOffInTheMiddle_IsAFaultThatMayPass_AndTheMasterIsReadNext()
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _source.Answer = async http =>
        {
            Answer(http, "good");
            await http.Response.Body.WriteAsync(s_text.AsMemory(1000, 20_000), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await read.Task.WaitAsync(http.RequestAborted);
            http.Abort();
            return true;
        };
        await using (var stream = await _reader.OpenAsync(Lease(s_range), s_range, Cancel))
        {
            await stream.ReadExactlyAsync(new byte[20_000], Cancel);
            read.SetResult();
            await Assert.ThrowsAnyAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1], Cancel));
        }

        Assert.Equal(s_text[1000..51_000], await ReadAsync());
        Assert.Equal((1, 1), (_source.Asked.Count, _master.Ranges.Count));
    }

    [Fact]
    public async Task Source_ThatSendsNothingMore_IsGivenUpByTheReader_AndTheMasterIsReadNext()
    {
        _source.Answer = async http =>
        {
            Answer(http, "good");
            await http.Response.Body.WriteAsync(s_text.AsMemory(1000, 20_000), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        var time = new FakeTimeProvider();
        using var reader = new UrlRangeSource(_fromMaster, _master.Address, Token, time);
        using var silence = new CancellationTokenSource();
        await using (var stream = await reader.OpenAsync(Lease(s_range), s_range, silence.Token))
        {
            var first = new byte[20_000];
            await stream.ReadExactlyAsync(first, silence.Token);
            Assert.Equal(s_text[1000..21_000], first);
            var more = stream.ReadAsync(new byte[1], silence.Token);
            time.Advance(TimeSpan.FromSeconds(20));
            await silence.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await more);
        }

        Assert.Equal(s_text[1000..51_000], await ReadAsync(reader: reader));
        Assert.Equal((1, 1), (_source.Asked.Count, _master.Ranges.Count));
    }

    [Fact]
    public async Task Worker_WhoseSourceIsTorn_CountsExactlyAllTheSame()
    {
        _source.Answer = async http =>
        {
            if (_source.Asked.Count > 1)
                return false;
            http.Response.StatusCode = 206;
            (http.Response.ContentLength, http.Response.Headers.ETag) = (s_text.Length, TextSource.Tag);
            http.Response.Headers.ContentRange = $"bytes 0-{s_text.Length - 1}/{s_text.Length}";
            await http.Response.Body.WriteAsync(s_text.AsMemory(0, 30_000), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            http.Abort();
            return true;
        };
        await using var worker = await RunningWorker.JoinAsync(_master, source: _reader);

        await _master.AssignAsync(Texts.All(s_text));

        Assert.Equal(Texts.Count(s_text), Texts.Merge([(await _master.Submissions.NextAsync()).Partial]));
    }

    [Fact]
    public async Task Length_OfAnotherDataset_IsReadAtTheMaster()
    {
        _master.Source = _source.Reply with { Length = s_text.Length + 1 };
        await AssertReadThroughTheMasterAsync();
        Assert.Equal(0, _source.Asked.Count);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/moby.txt")]
    public async Task Url_OfAnotherScheme_IsNotOpened(string url)
    {
        _master.Source = _source.Reply with { Url = new Uri(url) };
        await AssertReadThroughTheMasterAsync();
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("texts.example", "127.0.0.1")]
    [InlineData("texts.example", "::ffff:127.0.0.1")]
    [InlineData("texts.example", "93.184.215.14", "127.0.0.1")]
    [InlineData("0x7f000001", "127.0.0.1")]
    [InlineData("2130706433", "127.0.0.1")]
    [InlineData("0177.0.0.1", "127.0.0.1")]
    [InlineData("[::ffff:127.0.0.1]", "::ffff:127.0.0.1")]
    public async Task Master_OnTheInternet_CannotMakeAWorkerLookAroundAtHome(string host, params string[] means)
    {
        _master.Source = _source.Reply with { Url = _source.Named(host) };
        using var reader = Reader(name => name == "localhost" ? ["93.184.215.14"] : means, publicMaster: true);

        Assert.Equal(s_text[1000..51_000], await ReadAsync(reader: reader));
        Assert.Equal((0, 0), (reader.ReadDirectly, _source.Asked.Count));
    }

    [Fact]
    public async Task Name_ThatMeansAnotherAddressLater_IsCheckedAtEachConnection()
    {
        _master.Source = _source.Reply with { Url = _source.Named("texts.example") };
        var isPrivate = false;
        var time = new FakeTimeProvider();
        using var reader = Reader(name => name == "localhost" ? ["93.184.215.14"] : isPrivate ? ["127.0.0.1"] : [], publicMaster: true, time);

        // At first it means nothing at all, then an address at home: neither is connected to.
        Assert.Equal(s_text[1000..51_000], await ReadAsync(reader: reader));
        isPrivate = true;
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(s_text[1000..51_000], await ReadAsync(reader: reader));

        Assert.Equal((0, 0), (reader.ReadDirectly, _source.Asked.Count));
    }

    [Fact]
    public async Task Name_IsConnectedAsItWasChecked_AndNotLookedUpAgain()
    {
        _master.Source = _source.Reply with { Url = _source.Named("texts.example") };
        var lookedUp = 0;
        using var reader = Reader(name => name != "texts.example" || Interlocked.Increment(ref lookedUp) == 1 ? ["127.0.0.1"] : ["192.0.2.1"]);

        Assert.Equal(s_text[1000..51_000], await ReadAsync(reader: reader));
        Assert.Equal((1, 1), (reader.ReadDirectly, lookedUp));
    }

    private static ValueTask<string?> Token(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(TestMaster.GoodToken);

    /// <summary>Sets status and headers as for <see cref="s_range"/>, but for what is wrong.</summary>
    private static void Answer(HttpContext http, string what)
    {
        var headers = http.Response.Headers;
        http.Response.StatusCode = int.TryParse(what, out var status) ? status : what == "200 instead of 206" ? 200 : 206;
        http.Response.ContentLength = what switch
        {
            "too few bytes announced" => s_range.Length - 1,
            "200 instead of 206" => s_text.Length,
            _ => s_range.Length,
        };
        headers.ETag = what switch
        {
            "another tag" => "\"two\"",
            "no tag" => default,
            _ => TextSource.Tag,
        };
        headers.ContentRange = what switch
        {
            "another range" => $"bytes 1001-51000/{s_text.Length}",
            "another length" => $"bytes 1000-50999/{s_text.Length + 1}",
            "no range" or "several ranges" or "200 instead of 206" => default,
            _ => $"bytes 1000-50999/{s_text.Length}",
        };
        headers.ContentType = what == "several ranges" ? "multipart/byteranges; boundary=x" : "text/plain";
        if (what == "gzip")
            headers.ContentEncoding = "gzip";
    }

    private UrlRangeSource Reader(Func<string, string[]> resolve, bool publicMaster = false, TimeProvider? time = null) => new(
        _fromMaster,
        publicMaster ? new Uri($"http://localhost:{_master.Address.Port}/") : _master.Address,
        Token,
        time ?? TimeProvider.System,
        (name, _) => Task.FromResult(Array.ConvertAll(resolve(name), IPAddress.Parse)));

    private async Task AssertReadThroughTheMasterAsync()
    {
        Assert.Equal(s_text[1000..51_000], await ReadAsync());
        Assert.Equal((0, 1), (_reader.ReadDirectly, _master.Ranges.Count));
    }

    private Task<byte[]> ReadAsync(UrlRangeSource? reader = null) => ReadAsync(s_range, reader);

    private async Task<byte[]> ReadAsync(ByteRange range, UrlRangeSource? reader = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await using var stream = await (reader ?? _reader).OpenAsync(Lease(range), range, patience.Token);
        var bytes = new byte[range.Length];
        await stream.ReadExactlyAsync(bytes, patience.Token);
        return bytes;
    }

    private ChunkLease Lease(ByteRange range) => _master.Lease(range);
}
