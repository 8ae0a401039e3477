using System.Net;
using System.Security.Cryptography;
using Byob.Web.Datasets;
using Byob.Web.Storage;
using Microsoft.Extensions.Options;
using Xunit;

namespace Byob.Web.Tests.Datasets;

/// <summary>Quota, disk and the largest dataset: asked before anything is taken.</summary>
public sealed class SpaceTests
{
    [Fact]
    public async Task Upload_LargerThanTheLargest_IsRefusedWithBothNumbers()
    {
        await using var host = await DatasetsHost.StartAsync(host => host.Settings["Datasets:LargestBytes"] = "1000000");
        var ann = TusClient.Of(host, DatasetsHost.Ann);
        using var refused = await ann.CreateAsync(1_500_000);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        var sentence = await TusClient.SentenceOf(refused);
        Assert.Contains("1.5 MB", sentence, StringComparison.Ordinal);
        Assert.Contains("at most 1 MB", sentence, StringComparison.Ordinal);
        Assert.Contains("Datasets:LargestBytes", sentence, StringComparison.Ordinal);
        await ann.CreatedAsync(1_000_000);
    }

    [Fact]
    public async Task Upload_BeyondTheQuota_IsRefusedAndUploadsUnderWayCount()
    {
        await using var host = await DatasetsHost.StartAsync(host => host.Settings["Datasets:QuotaBytes"] = "10000");
        var ann = TusClient.Of(host, DatasetsHost.Ann);
        await ann.UploadAsync(RandomNumberGenerator.GetBytes(4000));
        var underWay = await ann.CreatedAsync(5000);
        Assert.Equal(new DatasetRoom(1000, 9000, 10_000, 1L << 40), host.Datasets.Room());

        using var refused = await ann.CreateAsync(1001);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Contains("1 KB are left", await TusClient.SentenceOf(refused), StringComparison.Ordinal);
        var sample = await host.Datasets.MakeSampleAsync(1001, 1, DatasetsHost.Ann, TestContext.Current.CancellationToken);
        Assert.Contains("1 KB are left", sample.Refusal, StringComparison.Ordinal);

        using var deleted = await ann.DeleteAsync(underWay);
        await ann.CreatedAsync(6000);
    }

    [Fact]
    public async Task Upload_ThatTheDiskCannotHold_IsRefusedAndPromisedBytesCount()
    {
        await using var host = await DatasetsHost.StartAsync(host =>
        {
            host.Disk.SetFree(10_000_000);
            host.Settings["Datasets:KeepFreeBytes"] = "4000000";
        });
        var ann = TusClient.Of(host, DatasetsHost.Ann);
        await ann.CreatedAsync(5_000_000);
        Assert.Equal(1_000_000, host.Datasets.Room().LargestBytes);
        using var refused = await ann.CreateAsync(1_000_001);
        Assert.Equal(HttpStatusCode.InsufficientStorage, refused.StatusCode);
        var sentence = await TusClient.SentenceOf(refused);
        Assert.All(["needs 1 MB", "10 MB free", "4 MB stay free", "5 MB are promised"], part => Assert.Contains(part, sentence, StringComparison.Ordinal));
        await ann.CreatedAsync(1_000_000);
    }

    [Fact]
    public async Task Uploads_AskedForAtOnce_AreNotPromisedTheSameRoom()
    {
        await using var host = await DatasetsHost.StartAsync(host => host.Settings["Datasets:QuotaBytes"] = "10000");
        var ann = TusClient.Of(host, DatasetsHost.Ann);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ann.CreateAsync(3000)));
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task SameText_UploadedTwice_TakesItsRoomOnceAndLivesUntilBothAreDeleted()
    {
        var text = RandomNumberGenerator.GetBytes(100_000);
        await using var host = await DatasetsHost.StartAsync();
        var first = await TusClient.Of(host, DatasetsHost.Ann).UploadAsync(text);
        var second = await TusClient.Of(host, DatasetsHost.Bob).UploadAsync(text);
        Assert.Single(Directory.EnumerateFiles(host.Folder.Datasets));
        Assert.Empty(Directory.EnumerateFiles(host.Folder.Uploads));
        Assert.Equal(100_000, host.Datasets.Room().UsedBytes);

        Assert.True((await host.Datasets.DeleteAsync(first, DatasetsHost.Ann, TestContext.Current.CancellationToken)).Ok);
        Assert.Single(Directory.EnumerateFiles(host.Folder.Datasets));
        Assert.Equal(DatasetState.Ready, host.Find(second)!.State);
        Assert.True((await host.Datasets.DeleteAsync(second, DatasetsHost.Bob, TestContext.Current.CancellationToken)).Ok);
        Assert.Empty(Directory.EnumerateFiles(host.Folder.Datasets));
        Assert.Equal(0, host.Datasets.Room().UsedBytes);
    }

    [Fact]
    public async Task Options_ThatCannotBe_AreAllNamedAtTheStart()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => DatasetsHost.StartAsync(host =>
        {
            host.Settings["Datasets:QuotaBytes"] = "0";
            host.Settings["Datasets:LargestBytes"] = "-1";
            host.Settings["Datasets:KeepFreeBytes"] = "-5";
            host.Settings["Datasets:UnfinishedLifetime"] = "00:00:01";
            host.Settings["Datasets:Folder"] = "nowhere";
        }));
        Assert.Equal(5, fault.Failures.Count());
        Assert.All(
            ["QuotaBytes", "LargestBytes", "KeepFreeBytes", "UnfinishedLifetime", "Folder"],
            key => Assert.Contains(fault.Failures, failure => failure.StartsWith($"Datasets:{key}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("data/uploads")]
    [InlineData(".")]
    public async Task Folder_ThatOverlapsTheDataFolder_IsRefusedAtTheStart(string folder)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => DatasetsHost.StartAsync(host => host.Settings["Datasets:Folder"] = folder));
        Assert.Contains("overlaps", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(999, "999 bytes")]
    [InlineData(1000, "1 KB")]
    [InlineData(1536, "1.5 KB")]
    [InlineData(999_960, "1 MB")]
    [InlineData(200_000_000_000, "200 GB")]
    public void Bytes_Written_AreInDecimalUnits(long bytes, string words) => Assert.Equal(words, ByteWords.Of(bytes));
}
