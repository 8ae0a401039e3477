using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Storage;
using Xunit;

namespace Byob.Web.Tests.Datasets;

public sealed class UploadProtocolTests : IAsyncLifetime
{
    private static readonly byte[] Text = RandomNumberGenerator.GetBytes(300_000);
    private static readonly string TextSha256 = Convert.ToHexStringLower(SHA256.HashData(Text));

    private DatasetsHost _host = null!;
    private TusClient _ann = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await DatasetsHost.StartAsync();
        _ann = TusClient.Of(_host, DatasetsHost.Ann);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Options_Asked_TellWhatTheMasterSpeaks()
    {
        _host.Disk.SetFree(5L << 30);
        using var response = await _ann.SendAsync(HttpMethod.Options, PartyRoutes.Uploads);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("1.0.0", response.Headers.GetValues("Tus-Version").Single());
        Assert.Equal("1.0.0", response.Headers.GetValues("Tus-Resumable").Single());
        Assert.Equal("creation,termination", response.Headers.GetValues("Tus-Extension").Single());
        Assert.Equal((4L << 30).ToString(), response.Headers.GetValues("Tus-Max-Size").Single());
    }

    [Fact]
    public async Task Upload_SentInOneRequest_IsReadyWithItsSha256()
    {
        var id = await _ann.UploadAsync(Text, "war and peace.txt");

        var view = _host.Find(id)!;
        Assert.Equal(DatasetState.Ready, view.State);
        Assert.Equal(TextSha256, view.Sha256);
        Assert.Equal("war and peace.txt", view.Name);
        Assert.Equal((Text.Length, Text.Length), ((int)view.Length, (int)view.Received));
        Assert.Equal(("Ann", DatasetsHost.Ann.MemberId), (view.OwnerName, view.OwnerId));
        Assert.False(view.Active);
        Assert.Equal(Text, await File.ReadAllBytesAsync(Path.Combine(_host.Folder.Datasets, TextSha256), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFiles(_host.Folder.Uploads));
        var record = await _host.RecordOfAsync(id);
        Assert.Equal((DatasetState.Ready, TextSha256, (long)Text.Length), (record!.State, record.Sha256, record.Received));
        Assert.Equal(Text.Length, await _ann.OffsetAsync(id));
    }

    [Fact]
    public async Task Upload_SentInPieces_TellsItsOffsetAndGetsTheSameSha256()
    {
        var id = await _ann.CreatedAsync(Text.Length);
        var offset = 0;
        foreach (var piece in new[] { 1, 70_000, 0, 129_999, 100_000 })
        {
            using var response = await _ann.PatchAsync(id, offset, Text.AsMemory(offset, piece));
            offset += piece;
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
            Assert.Equal(offset, TusClient.OffsetOf(response));

            using var head = await _ann.HeadAsync(id);
            Assert.Equal(offset, TusClient.OffsetOf(head));
            Assert.Equal(Text.Length.ToString(), head.Headers.GetValues("Upload-Length").Single());
            Assert.True(head.Headers.CacheControl!.NoStore);
            if (offset < Text.Length)
                Assert.Equal(offset, (await _host.RecordOfAsync(id))!.Received);
        }

        Assert.Equal(TextSha256, _host.Find(id)!.Sha256);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("HEAD")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Request_WithoutOrWithAnotherVersion_IsRefusedBeforeAnything(string method)
    {
        var id = await _ann.CreatedAsync(10);
        var url = method == "POST" ? PartyRoutes.Uploads : TusClient.UrlOf(id);
        using var other = await _ann.SendAsync(new HttpMethod(method), url, ("Tus-Resumable", "0.2.2"), ("Upload-Length", "5"));
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        request.Headers.Add("Upload-Length", "5");
        using var without = await _ann.Http.SendAsync(request, TestContext.Current.CancellationToken);

        foreach (var response in new[] { other, without })
        {
            Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
            Assert.Equal("1.0.0", response.Headers.GetValues("Tus-Version").Single());
        }

        Assert.Equal([id], _host.Datasets.All.Select(view => view.Id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public async Task Create_WithoutAUsableLength_IsRefused(string? length)
    {
        using var response = await _ann.SendAsync(HttpMethod.Post, PartyRoutes.Uploads, length is null ? [] : [("Upload-Length", length)]);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Upload-Length", await TusClient.SentenceOf(response), StringComparison.Ordinal);
        Assert.Empty(_host.Datasets.All);
    }

    [Fact]
    public async Task Create_OfAnEmptyFile_IsRefusedWithASentence()
    {
        using var response = await _ann.CreateAsync(0, "nothing.txt");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("“nothing.txt” is empty: there is nothing in it to count. Choose a file with text in it.", await TusClient.SentenceOf(response));
    }

    [Fact]
    public async Task Create_WithALengthToFollow_IsRefused()
    {
        using var response = await _ann.SendAsync(HttpMethod.Post, PartyRoutes.Uploads, ("Upload-Defer-Length", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\Ann\\text.txt", "text.txt")]
    [InlineData("a\u202Etxt.exe\u0000\r\n", "atxt.exe")]
    [InlineData("  ", "unnamed")]
    [InlineData("Ünï – 😀.txt", "Ünï – 😀.txt")]
    public async Task Create_WithAnyName_KeepsWhatCanBeShown(string sent, string shown)
    {
        var id = await _ann.CreatedAsync(10, sent);
        Assert.Equal(shown, _host.Find(id)!.Name);
    }

    [Fact]
    public async Task Create_WithANameThatIsNotBase64_IsRefused()
    {
        using var response = await _ann.SendAsync(HttpMethod.Post, PartyRoutes.Uploads, ("Upload-Length", "5"), ("Upload-Metadata", "filename ***"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1001)]
    public async Task Patch_AtAWrongOffset_IsAConflictAndChangesNothing(long offset)
    {
        var id = await _ann.CreatedAsync(2000);
        using var first = await _ann.PatchAsync(id, 0, Text.AsMemory(0, 1000));
        using var wrong = await _ann.PatchAsync(id, offset, Text.AsMemory(0, 100));
        Assert.Equal(HttpStatusCode.Conflict, wrong.StatusCode);
        Assert.Contains("1000", await TusClient.SentenceOf(wrong), StringComparison.Ordinal);
        Assert.Equal(1000, await _ann.OffsetAsync(id));
    }

    [Fact]
    public async Task Patch_WithAnotherContentType_IsRefused()
    {
        var id = await _ann.CreatedAsync(10);
        using var content = new StringContent("0123456789", Encoding.UTF8, new MediaTypeHeaderValue("text/plain"));
        using var response = await _ann.SendAsync(HttpMethod.Patch, TusClient.UrlOf(id), content, ("Upload-Offset", "0"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(0, await _ann.OffsetAsync(id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Patch_WithMoreThanAnnounced_IsRefusedAndTheUploadIsNotFinished(bool chunked)
    {
        var id = await _ann.CreatedAsync(1000);
        using HttpContent content = chunked ? new StreamContent(new Unseekable(Text[..1001])) : new ByteArrayContent(Text[..1001]);
        using var response = await _ann.PatchAsync(id, 0, content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(DatasetState.Receiving, _host.Find(id)!.State);
    }

    [Fact]
    public async Task Patch_ToAFinishedUpload_IsRefused()
    {
        var id = await _ann.UploadAsync(Text);
        using var empty = await _ann.PatchAsync(id, Text.Length, ReadOnlyMemory<byte>.Empty);
        using var more = await _ann.PatchAsync(id, Text.Length, Text);
        Assert.Equal(HttpStatusCode.NoContent, empty.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, more.StatusCode);
        Assert.Equal(TextSha256, _host.Find(id)!.Sha256);
    }

    [Fact]
    public async Task Patch_WhileAnotherOneRuns_IsLocked()
    {
        var id = await _ann.CreatedAsync(Text.Length);
        using var held = new HeldContent(Text.AsMemory(0, 1000), Text.AsMemory(1000));
        var first = _ann.PatchAsync(id, 0, held);
        await _host.WaitForAsync(id, view => view.Received == 1000 && view.Active);

        using var second = await _ann.PatchAsync(id, 1000, Text.AsMemory(1000));
        Assert.Equal((HttpStatusCode)423, second.StatusCode);
        Assert.Equal(1000, await _ann.OffsetAsync(id));

        held.LetGo();
        using var response = await first;
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(TextSha256, _host.Find(id)!.Sha256);
    }

    [Fact]
    public async Task Upload_OfAnotherMember_IsNotToBeSeenContinuedOrEnded()
    {
        var id = await _ann.CreatedAsync(Text.Length);
        foreach (var stranger in new[] { DatasetsHost.Bob, DatasetsHost.Host })
        {
            var tus = TusClient.Of(_host, stranger);
            using var head = await tus.HeadAsync(id);
            using var patch = await tus.PatchAsync(id, 0, Text);
            using var delete = await tus.DeleteAsync(id);
            Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden], [head.StatusCode, patch.StatusCode, delete.StatusCode]);
        }

        Assert.Equal(0, await _ann.OffsetAsync(id));
    }

    [Fact]
    public async Task Anybody_NotSignedIn_IsTurnedAway()
    {
        var id = await _ann.CreatedAsync(Text.Length);
        var nobody = new TusClient(_host.ClientOf(null));
        using var create = await nobody.CreateAsync(10);
        using var patch = await nobody.PatchAsync(id, 0, Text);
        using var range = await nobody.Http.GetAsync(PartyRoutes.DatasetBytes(id), TestContext.Current.CancellationToken);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], [create.StatusCode, patch.StatusCode, range.StatusCode]);
    }

    [Fact]
    public async Task Delete_WhileBytesArrive_StopsThemAndLeavesNothing()
    {
        var id = await _ann.CreatedAsync(Text.Length);
        using var held = new HeldContent(Text.AsMemory(0, 1000), Text.AsMemory(1000));
        var patch = _ann.PatchAsync(id, 0, held);
        await _host.WaitForAsync(id, view => view.Received == 1000);

        using var deleted = await _ann.DeleteAsync(id);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        held.LetGo();
        using var answer = await patch;
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Empty(_host.Datasets.All);
        Assert.Null(await _host.RecordOfAsync(id));
        Assert.Empty(Directory.EnumerateFiles(_host.Folder.Uploads));
        using var head = await _ann.HeadAsync(id);
        Assert.Equal(HttpStatusCode.NotFound, head.StatusCode);
    }

    [Fact]
    public async Task Uploads_MoreThanAMemberMayHave_AreRefusedToThatMember()
    {
        for (var i = 0; i < 50; i++)
            await _ann.CreatedAsync(1);
        using var refused = await _ann.CreateAsync(1);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("50 unfinished", await TusClient.SentenceOf(refused), StringComparison.Ordinal);
        await TusClient.Of(_host, DatasetsHost.Bob).CreatedAsync(1);
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
