using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Byob.Shared.Chunks;
using Byob.Web.Datasets;
using Byob.Web.Storage;
using Xunit;

namespace Byob.Web.Tests.Datasets;

/// <summary>Several files as one dataset: in order, each where the list says, and never a word over a seam.</summary>
public sealed class JoinedFilesTests : IAsyncLifetime
{
    private static readonly byte[] Long = Packed.Text(200_000);

    private DatasetsHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TusClient Ann => TusClient.Of(_host, DatasetsHost.Ann);

    private string Texts => Path.Combine(_host.Root, "texts");

    public async ValueTask InitializeAsync() => _host = await DatasetsHost.StartAsync(host =>
    {
        Directory.CreateDirectory(Path.Combine(host.Root, "texts"));
        host.Settings["Datasets:Folder"] = "texts";
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Upload_OfSeveralFiles_KeepsTheListAndGoesOnAfterARestart()
    {
        var id = await CreatedAsync(("a.txt", 5), ("empty.txt", 0), ("b.txt", Long.Length));
        byte[] sent = [.. "first\n\n"u8, .. Long];
        using (await Ann.PatchAsync(id, 0, sent.AsMemory(0, 6)))
            await _host.RestartAsync();
        using var rest = await Ann.PatchAsync(id, 6, sent.AsMemory(6));
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);

        var ready = await _host.WaitForAsync(id, DatasetState.Ready);
        Assert.Equal(("a.txt and 2 more files", Sha256(sent)), (ready.Name, ready.Sha256));
        DatasetFile[] files = [new("a.txt", 0, 5), new("empty.txt", 6, 0), new("b.txt", 7, Long.Length)];
        Assert.Equal(files, ready.Files);
        await _host.RestartAsync();
        Assert.Equal(files, _host.Find(id)!.Files);

        var listed = await _host.ClientOf(DatasetsHost.Bob).GetFromJsonAsync<JsonElement>("api/datasets", Cancel);
        Assert.Equal(7, listed[0].GetProperty("files")[2].GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task Upload_WithoutTheLineEndsBetween_IsBrokenRatherThanMiscounted()
    {
        var id = await CreatedAsync(("a.txt", 3), ("b.txt", 3));
        using (await Ann.PatchAsync(id, 0, "one two"u8.ToArray()))
        {
            var broken = await _host.WaitForAsync(id, DatasetState.Broken);
            Assert.Contains("no line end behind “a.txt”", broken.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Upload_OfPackedAndPlainFiles_IsTheirTextsWithLineEndsBetween()
    {
        byte[] packed = Packed.Gzip(Long), other = Packed.Zstd("last"u8);
        var id = await CreatedAsync(("a.txt.gz", packed.Length), ("b.txt", 5), ("c.zst", other.Length));
        byte[] sent = [.. packed, (byte)'\n', .. "plain"u8, (byte)'\n', .. other];
        using var patched = await Ann.PatchAsync(id, 0, sent);
        var ready = await _host.WaitForAsync(id, DatasetState.Ready);

        byte[] text = [.. Long, .. "\nplain\nlast"u8];
        Assert.Equal((Sha256(text), (long)text.Length, (long?)sent.Length), (ready.Sha256, ready.Length, ready.PackedLength));
        DatasetFile[] files = [new("a.txt", 0, Long.Length), new("b.txt", Long.Length + 1, 5), new("c", Long.Length + 7, 4)];
        Assert.Equal(files, ready.Files);
    }

    [Fact]
    public async Task Upload_OfPackedFilesOneOfThemTorn_NamesIt()
    {
        var packed = Packed.Gzip(Long)[..^3];
        var id = await CreatedAsync(("a.txt", 3), ("b.txt.gz", packed.Length));
        using var patched = await Ann.PatchAsync(id, 0, (byte[])[.. "one\n"u8, .. packed]);
        Assert.StartsWith("“b.txt.gz” is torn", (await _host.WaitForAsync(id, DatasetState.Broken)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(DatasetFiles.Most + 1)]
    public async Task Upload_OfTooFewOrTooManyFiles_IsRefused(int count)
    {
        using var refused = await CreateAsync([.. Enumerable.Range(0, count).Select(i => ($"{i}.txt", 1L))]);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains($"these are {count}", await TusClient.SentenceOf(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_OfAsManyFilesAsMayBe_IsTaken_WhateverTheyAreCalled()
    {
        string[] names = ["../../etc/passwd", "a\u202Etxt.exe\u0000\r\n", "same.txt", "same.txt", "", "C:\\texts\\b.txt"];
        var files = Enumerable.Range(0, DatasetFiles.Most).Select(i => (names[i % names.Length], (long)(i % 2))).ToArray();
        var id = await CreatedAsync(files);
        byte[] sent = [.. files.SelectMany((file, i) => i == 0 ? Bytes(file.Item2) : [(byte)'\n', .. Bytes(file.Item2)])];
        using var patched = await Ann.PatchAsync(id, 0, sent);
        Assert.Equal(HttpStatusCode.NoContent, patched.StatusCode);

        var ready = await _host.WaitForAsync(id, view => view.State is DatasetState.Ready or DatasetState.Broken);
        Assert.Equal((DatasetState.Ready, Sha256(sent), DatasetFiles.Most), (ready.State, ready.Sha256, ready.Files.Length));
        Assert.Equal(["passwd", "atxt.exe", "same.txt", "same.txt", "unnamed", "b.txt"], ready.Files.Take(names.Length).Select(file => file.Name));
        Assert.Equal("passwd and 999 more files", ready.Name);

        static byte[] Bytes(long length) => [.. Enumerable.Repeat((byte)'a', (int)length)];
    }

    [Fact]
    public async Task Upload_OfAListWithHoles_IsRefused()
    {
        using var content = JsonContent.Create(new { files = new object?[] { null, new { name = "a.txt", length = 1 } } });
        using var refused = await Ann.SendAsync(HttpMethod.Post, "api/uploads/joined", content);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("is null", await TusClient.SentenceOf(refused), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public async Task Upload_OfFilesWithImpossibleLengths_IsRefused(long length)
    {
        using var refused = await CreateAsync([("a.txt", length), ("b.txt", 0)]);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Empty(_host.Datasets.All);
    }

    [Fact]
    public async Task FolderFiles_Joined_AreCopiedInTheOrderOfTheirNames()
    {
        await File.WriteAllBytesAsync(Path.Combine(Texts, "c.gz"), Packed.Gzip(Long), Cancel);
        await File.WriteAllTextAsync(Path.Combine(Texts, "a.txt"), "mid", Cancel);
        await File.WriteAllTextAsync(Path.Combine(Texts, "b.txt"), "night", Cancel);
        using var taken = await _host.ClientOf(DatasetsHost.Ann).PostAsJsonAsync("api/datasets/folder", new { paths = new[] { "c.gz", "b.txt", "a.txt" } }, Cancel);
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        var id = new DatasetId((await taken.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid());

        var ready = await _host.WaitForAsync(id, DatasetState.Ready);
        byte[] text = [.. "mid\nnight\n"u8, .. Long];
        Assert.Equal((Sha256(text), DatasetSource.FolderCopy, (long)text.Length), (ready.Sha256, ready.Source, ready.Length));
        DatasetFile[] files = [new("a.txt", 0, 3), new("b.txt", 4, 5), new("c", 10, Long.Length)];
        Assert.Equal(files, ready.Files);
        Assert.Equal(text.Length, _host.Datasets.Room().UsedBytes);
    }

    [Fact]
    public async Task FolderFiles_OneIsNotThere_AreRefusedByItsName()
    {
        await File.WriteAllTextAsync(Path.Combine(Texts, "a.txt"), "text", Cancel);
        var refused = await _host.Datasets.JoinFromFolderAsync(["a.txt", "../data/party.db"], DatasetsHost.Ann, Cancel);
        Assert.Contains("../data/party.db", refused.Refusal, StringComparison.Ordinal);
        Assert.Empty(_host.Datasets.All);
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private async Task<HttpResponseMessage> CreateAsync(params (string Name, long Length)[] files)
    {
        using var content = JsonContent.Create(new { files = files.Select(file => new { name = file.Name, length = file.Length }) });
        return await Ann.SendAsync(HttpMethod.Post, "api/uploads/joined", content);
    }

    private async Task<DatasetId> CreatedAsync(params (string Name, long Length)[] files)
    {
        using var created = await CreateAsync(files);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return TusClient.IdOf(created);
    }
}
