using System.Security.Cryptography;
using System.Text;
using Byob.Web.Datasets;
using Byob.Web.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Datasets;

/// <summary>Files of the master's own folder: only those, only as they were measured.</summary>
public sealed class FolderTests : IAsyncLifetime
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Words of the folder. ", 100_000)));

    private DatasetsHost _host = null!;

    private string Texts => Path.Combine(_host.Root, "texts");

    public async ValueTask InitializeAsync() => _host = await DatasetsHost.StartAsync(host =>
    {
        var texts = Path.Combine(host.Root, "texts");
        Directory.CreateDirectory(Path.Combine(texts, "old"));
        File.WriteAllBytes(Path.Combine(texts, "a.txt"), Text);
        File.WriteAllText(Path.Combine(texts, "old", "b c.txt"), "small");
        File.WriteAllText(Path.Combine(texts, "empty.txt"), "");
        File.WriteAllText(Path.Combine(texts, ".hidden"), "secret");
        File.WriteAllText(Path.Combine(host.Root, "secret.txt"), "secret");
        Directory.CreateDirectory(Path.Combine(host.Root, "outside"));
        File.WriteAllText(Path.Combine(host.Root, "outside", "secret.txt"), "secret");
        File.CreateSymbolicLink(Path.Combine(texts, "link.txt"), Path.Combine(host.Root, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(texts, "out"), Path.Combine(host.Root, "outside"));
        Directory.CreateSymbolicLink(Path.Combine(texts, "loop"), texts);

        // The configured folder may itself be reached over a link.
        Directory.CreateSymbolicLink(Path.Combine(host.Root, "way"), texts);
        host.Settings["Datasets:Folder"] = "way";
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public void FolderFiles_Listed_AreThePlainOnes() => Assert.Equal(
        [new FolderFile("a.txt", Text.Length), new FolderFile("empty.txt", 0), new FolderFile("old/b c.txt", 5)],
        _host.Datasets.FolderFiles());

    [Fact]
    public async Task FolderFile_Taken_IsMeasuredWhereItLies()
    {
        var added = await _host.Datasets.AddFromFolderAsync("a.txt", DatasetsHost.Ann, TestContext.Current.CancellationToken);
        Assert.Equal((DatasetState.Measuring, DatasetSource.Folder, (long)Text.Length), (added.Value!.State, added.Value.Source, added.Value.Length));
        var ready = await _host.WaitForAsync(added.Value.Id, DatasetState.Ready);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Text)), ready.Sha256);
        Assert.Equal(0, _host.Datasets.Room().UsedBytes);
        using (var handle = _host.Services.GetRequiredService<IDatasetBytes>().Open(ready.Id))
            Assert.Equal(Text.Length, RandomAccess.GetLength(handle));

        var again = await _host.Datasets.AddFromFolderAsync("a.txt", DatasetsHost.Bob, TestContext.Current.CancellationToken);
        Assert.Contains("already", again.Refusal, StringComparison.Ordinal);

        await _host.RestartAsync();
        Assert.Equal(DatasetState.Ready, _host.Find(ready.Id)!.State);
        Assert.True((await _host.Datasets.DeleteAsync(ready.Id, DatasetsHost.Ann, TestContext.Current.CancellationToken)).Ok);
        Assert.True(File.Exists(Path.Combine(Texts, "a.txt")));
    }

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("old/../../secret.txt")]
    [InlineData("old/../a.txt")]
    [InlineData("./a.txt")]
    [InlineData("old//b c.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("link.txt")]
    [InlineData("out/secret.txt")]
    [InlineData("loop/a.txt")]
    [InlineData(".hidden")]
    [InlineData("old")]
    [InlineData("a.txt/")]
    [InlineData("a.txt\0")]
    [InlineData("nothing.txt")]
    [InlineData("")]
    public async Task Path_NotInTheListing_IsRefused(string path)
    {
        var refused = await _host.Datasets.AddFromFolderAsync(path, DatasetsHost.Host, TestContext.Current.CancellationToken);
        Assert.Equal("There is no such file in the master's folder for datasets. Choose one of the list.", refused.Refusal);
        Assert.Empty(_host.Datasets.All);
    }

    [Fact]
    public async Task FolderFile_Empty_IsRefused()
    {
        var refused = await _host.Datasets.AddFromFolderAsync("empty.txt", DatasetsHost.Ann, TestContext.Current.CancellationToken);
        Assert.Contains("empty", refused.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FolderFile_ChangedAfterItWasMeasured_IsRefusedAndBecomesBroken(bool sameLength)
    {
        var added = await _host.Datasets.AddFromFolderAsync("old/b c.txt", DatasetsHost.Ann, TestContext.Current.CancellationToken);
        await _host.WaitForAsync(added.Value!.Id, DatasetState.Ready);
        var path = Path.Combine(Texts, "old", "b c.txt");
        await File.WriteAllTextAsync(path, sameLength ? "SMALL" : "smaller", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var fault = Assert.Throws<FileNotFoundException>(() => _host.Services.GetRequiredService<IDatasetBytes>().Open(added.Value.Id));
        Assert.Contains("changed or removed", fault.Message, StringComparison.Ordinal);
        var broken = await _host.WaitForAsync(added.Value.Id, DatasetState.Broken);
        Assert.Equal(fault.Message, broken.Problem);
        Assert.True((await _host.Datasets.AddFromFolderAsync("old/b c.txt", DatasetsHost.Ann, TestContext.Current.CancellationToken)).Ok);
    }

    [Fact]
    public async Task FolderFile_WhoseFolderBecameALinkLeadingOut_IsRefused()
    {
        var added = await _host.Datasets.AddFromFolderAsync("old/b c.txt", DatasetsHost.Ann, TestContext.Current.CancellationToken);
        await _host.WaitForAsync(added.Value!.Id, DatasetState.Ready);
        Directory.Move(Path.Combine(Texts, "old"), Path.Combine(_host.Root, "moved"));
        Directory.CreateSymbolicLink(Path.Combine(Texts, "old"), Path.Combine(_host.Root, "moved"));
        Assert.Throws<FileNotFoundException>(() => _host.Services.GetRequiredService<IDatasetBytes>().Open(added.Value.Id));
    }

    [Fact]
    public async Task Folder_NotConfigured_HasNoFilesAndSaysSo()
    {
        await using var host = await DatasetsHost.StartAsync();
        Assert.Empty(host.Datasets.FolderFiles());
        var refused = await host.Datasets.AddFromFolderAsync("a.txt", DatasetsHost.Host, TestContext.Current.CancellationToken);
        Assert.Contains("Datasets:Folder", refused.Refusal, StringComparison.Ordinal);
    }
}
