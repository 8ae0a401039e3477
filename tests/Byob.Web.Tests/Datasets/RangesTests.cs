using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Shared.Ranges;
using Byob.Web.Datasets;
using Byob.Web.Storage;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZstdSharp;

namespace Byob.Web.Tests.Datasets;

/// <summary>Ranges of ready datasets, byte for byte.</summary>
public sealed class RangesTests : IAsyncLifetime
{
    // Above two blocks, and no multiple of one.
    private static readonly byte[] Text = RandomNumberGenerator.GetBytes(700_001);

    private DatasetsHost _host = null!;
    private HttpClient _bob = null!;
    private DatasetId _id;

    public async ValueTask InitializeAsync()
    {
        _host = await DatasetsHost.StartAsync();
        _bob = _host.ClientOf(DatasetsHost.Bob);
        _id = await TusClient.Of(_host, DatasetsHost.Ann).UploadAsync(Text, "Ünï.txt");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Range_AnyInside_IsExactlyThoseBytes() =>
        await Gen.Select(Gen.Int[0, Text.Length - 1], Gen.Int[0, Text.Length + 10]).SampleAsync(
            async (from, length) =>
            {
                var to = Math.Min(from + length, Text.Length - 1);
                using var response = await GetAsync($"bytes={from}-{from + length}");
                Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
                Assert.Equal(new ContentRangeHeaderValue(from, to, Text.Length), response.Content.Headers.ContentRange);
                Assert.Equal(to - from + 1, response.Content.Headers.ContentLength);
                Assert.Equal(Text[from..(to + 1)], await response.Content.ReadAsByteArrayAsync());
            },
            iter: 100);

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=700000-", 700_000, 700_001)]
    [InlineData("bytes=-1", 700_000, 700_001)]
    [InlineData("bytes=-900000", 0, 700_001)]
    [InlineData("bytes=262144-524287", 262_144, 524_288)]
    [InlineData("bytes=5-9223372036854775807", 5, 700_001)]
    public async Task Range_AtTheEdges_IsExactlyThoseBytes(string header, int from, int end)
    {
        using var response = await GetAsync(header);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal($"bytes {from}-{end - 1}/{Text.Length}", response.Content.Headers.ContentRange!.ToString());
        Assert.Equal(Text[from..end], await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("bytes=700001-")]
    [InlineData("bytes=700001-700002")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=0-1,5-6")]
    public async Task Range_ThatCannotBeSent_IsRefusedWithTheLength(string header)
    {
        using var response = await GetAsync(header);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Equal($"bytes */{Text.Length}", response.Content.Headers.ContentRange!.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("lines=1-2")]
    [InlineData("bytes=9-3")]
    [InlineData("nonsense")]
    public async Task Dataset_AskedForWithoutAUsableRange_IsSentWhole(string? header)
    {
        using var response = await GetAsync(header);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Text, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(Text))}\"", response.Headers.ETag!.Tag);
        Assert.Equal("bytes", response.Headers.AcceptRanges.Single());
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("Ünï.txt", response.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Range_AskedForPacked_IsThoseBytesInBlocks()
    {
        using var response = await GetAsync("bytes=7-600000", (PackedRange.Header, PackedRange.Form));
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal($"bytes 7-600000/{Text.Length}", response.Content.Headers.ContentRange!.ToString());
        Assert.Equal([PackedRange.Form], response.Headers.GetValues(PackedRange.Header));

        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var plain = new List<byte>();
        using var decompressor = new Decompressor();
        for (var at = 0; at < body.Length;)
        {
            Assert.True(PackedRange.TryReadHeader(body.AsSpan(at), out var packed, out var length));
            plain.AddRange(decompressor.Unwrap(body.AsSpan(at + PackedRange.BlockHeaderBytes, packed), length));
            at += PackedRange.BlockHeaderBytes + packed;
        }

        Assert.Equal(Text[7..600_001], plain);
    }

    [Theory]
    [InlineData("bytes=0-99", PackedRange.Form)]
    [InlineData("bytes=0-600000", "another form")]
    public async Task Range_TooSmallToPackOrInAnUnknownForm_IsPlain(string range, string form)
    {
        using var response = await GetAsync(range, (PackedRange.Header, form));
        Assert.False(response.Headers.Contains(PackedRange.Header));
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Text[..body.Length], body);
        Assert.Equal(body.Length, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Range_OfOtherBytesThanTheClientBeganWith_IsSentWhole()
    {
        using var same = await GetAsync("bytes=0-9", ("If-Range", $"\"{Convert.ToHexStringLower(SHA256.HashData(Text))}\""));
        using var other = await GetAsync("bytes=0-9", ("If-Range", "\"other\""));
        Assert.Equal((HttpStatusCode.PartialContent, HttpStatusCode.OK), (same.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task Head_OfADataset_TellsItsLengthAndSendsNothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, PartyRoutes.DatasetBytes(_id));
        using var response = await _bob.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, (long?)Text.Length), (response.StatusCode, response.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Dataset_MissingOrNotReady_IsAProblemWithASentence()
    {
        using var missing = await GetAsync(null, DatasetId.New());
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("no such dataset", await TusClient.SentenceOf(missing), StringComparison.Ordinal);

        using var arriving = await GetAsync(null, await TusClient.Of(_host, DatasetsHost.Ann).CreatedAsync(5));
        Assert.Equal(HttpStatusCode.Conflict, arriving.StatusCode);
        Assert.Contains("not ready", await TusClient.SentenceOf(arriving), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dataset_ChangedOnDisk_IsRefusedAndBecomesBroken()
    {
        await File.AppendAllTextAsync(Directory.EnumerateFiles(_host.Folder.Datasets).Single(), "more", TestContext.Current.CancellationToken);
        using var changed = await GetAsync("bytes=0-9");
        Assert.Equal(HttpStatusCode.Conflict, changed.StatusCode);
        Assert.Contains("changed", await TusClient.SentenceOf(changed), StringComparison.Ordinal);
        await _host.WaitForAsync(_id, DatasetState.Broken);
        Assert.Throws<FileNotFoundException>(() => _host.Services.GetRequiredService<IDatasetBytes>().Open(_id));
    }

    [Fact]
    public async Task Open_OfAReadyDataset_ReadsAtAnyOffsetEvenWhileItIsDeleted()
    {
        using var handle = _host.Services.GetRequiredService<IDatasetBytes>().Open(_id);
        Assert.True((await _host.Datasets.DeleteAsync(_id, DatasetsHost.Host, TestContext.Current.CancellationToken)).Ok);
        var bytes = new byte[100];
        Assert.Equal(100, RandomAccess.Read(handle, bytes, 600_000));
        Assert.Equal(Text[600_000..600_100], bytes);
        Assert.Throws<FileNotFoundException>(() => _host.Services.GetRequiredService<IDatasetBytes>().Open(_id));
    }

    private Task<HttpResponseMessage> GetAsync(string? range, params (string Name, string Value)[] headers) => GetAsync(range, _id, headers);

    private async Task<HttpResponseMessage> GetAsync(string? range, DatasetId id, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PartyRoutes.DatasetBytes(id));
        if (range is not null)
            request.Headers.TryAddWithoutValidation("Range", range);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await _bob.SendAsync(request).WaitAsync(DatasetsHost.Patience);
    }
}
