using System.Security.Cryptography;
using System.Text;
using Byob.Web.Datasets;
using Byob.Web.Storage;
using CsCheck;
using Xunit;

namespace Byob.Web.Tests.Datasets;

/// <summary>Sample texts: always the same, exactly as long as asked, and whole to the last code point.</summary>
public sealed class SampleTests
{
    [Fact]
    public void Text_OfASeedAndLength_IsTheSameInBlocksOfAnySize() =>
        Gen.Select(Gen.Int, Gen.Int[1, 40_000], Gen.Int[64, 5000]).Sample(
            (seed, length, block) =>
            {
                var once = Make(seed, length, 1 << 20);
                Assert.Equal(length, once.Length);
                Assert.Equal(once[..^Math.Min(8, length)], Make(seed, length, block)[..^Math.Min(8, length)]);
                Assert.Equal(length, Make(seed, length, block).Length);
            },
            iter: 20);

    [Fact]
    public void Text_CutInAndAroundACodePoint_IsWholeUtf8AndEndsWithALine()
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var text = Make(3, 50_000, 1 << 20);
        var accents = Enumerable.Range(0, text.Length).Where(i => text[i] >= 0xC0).Take(20);
        foreach (var length in accents.SelectMany(at => Enumerable.Range(at, 5)).Concat(Enumerable.Range(1, 20)))
        {
            var cut = Make(3, length, 64);
            Assert.Equal(length, cut.Length);
            Assert.EndsWith("\n", strict.GetString(cut), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Text_OfAKnownSeed_NeverChanges() => Assert.Equal(
        "7a396219f33207e3e43d0eaebaec9cf8",
        Convert.ToHexStringLower(SHA256.HashData(Make(1, 1_000_000, 1 << 20)))[..32]);

    [Fact]
    public void Texts_OfTwoSeeds_Differ() => Assert.NotEqual(Make(1, 1000, 1000), Make(2, 1000, 1000));

    [Fact]
    public void Text_Read_LooksLikeOne()
    {
        var text = Encoding.UTF8.GetString(Make(7, 2_000_000, 1 << 20));
        var words = text.Split([' ', '\n', '.', ',', '?', '!', '’', '\''], StringSplitOptions.RemoveEmptyEntries);
        var frequent = words.CountBy(word => word.ToLowerInvariant()).OrderByDescending(pair => pair.Value).ToList();
        Assert.InRange(words.Average(word => word.Length), 3.5, 7);
        Assert.InRange(frequent[0].Value / (double)words.Length, 0.02, 0.12);
        Assert.InRange(frequent.Count, 10_000, 32_000);
        Assert.All(["é", "’s", "'t", ", ", ".\n\n", "19"], part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.InRange(text.Split('\n').Max(line => line.Length), 60, 130);
        Assert.All(text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[..^1], paragraph => Assert.True(char.IsUpper(paragraph[0]) || paragraph[0] > 127, paragraph));
    }

    [Fact]
    public async Task Sample_AskedFor_AppearsAtOnceAndBecomesReady()
    {
        await using var host = await DatasetsHost.StartAsync();
        var made = await host.Datasets.MakeSampleAsync(3_000_000, 42, DatasetsHost.Ann, TestContext.Current.CancellationToken);
        Assert.Contains(host.Datasets.All, view => view.Id == made.Value!.Id);
        Assert.Equal((DatasetSource.Sample, DatasetState.Receiving, "sample 3 MB, seed 42.txt"), (made.Value!.Source, made.Value.State, made.Value.Name));

        var ready = await host.WaitForAsync(made.Value.Id, DatasetState.Ready);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Make(42, 3_000_000, 1 << 20))), ready.Sha256);
        Assert.Equal(ready.Sha256, Path.GetFileName(Directory.EnumerateFiles(host.Folder.Datasets).Single()));
        Assert.Empty(Directory.EnumerateFiles(host.Folder.Uploads));
    }

    [Fact]
    public async Task Sample_TooSmall_IsRefused()
    {
        await using var host = await DatasetsHost.StartAsync();
        var refused = await host.Datasets.MakeSampleAsync(999, 1, DatasetsHost.Ann, TestContext.Current.CancellationToken);
        Assert.Equal("A sample has at least 1 KB. Choose a larger size.", refused.Refusal);
    }

    [Fact]
    public async Task Sample_DeletedWhileItIsMade_StopsAndLeavesNothing()
    {
        await using var host = await DatasetsHost.StartAsync();
        var made = await host.Datasets.MakeSampleAsync(100_000_000_000, 1, DatasetsHost.Ann, TestContext.Current.CancellationToken);
        await host.WaitForAsync(made.Value!.Id, view => view is { Active: true, Received: > 0 });
        Assert.True((await host.Datasets.DeleteAsync(made.Value.Id, DatasetsHost.Ann, TestContext.Current.CancellationToken)).Ok);
        Assert.Empty(host.Datasets.All);
        Assert.Empty(Directory.EnumerateFiles(host.Folder.Uploads));
    }

    [Fact]
    public async Task Sample_WhileTheMasterStops_IsBrokenWithASentenceAndItsFileSwept()
    {
        await using var host = await DatasetsHost.StartAsync();
        var made = await host.Datasets.MakeSampleAsync(100_000_000_000, 1, DatasetsHost.Ann, TestContext.Current.CancellationToken);
        await host.WaitForAsync(made.Value!.Id, view => view.Received > 0);
        await host.RestartAsync();
        Assert.Equal(
            (DatasetState.Broken, "The master stopped while this sample was being made. Delete it, then make it again."),
            (host.Find(made.Value.Id)!.State, host.Find(made.Value.Id)!.Problem));
        Assert.Empty(Directory.EnumerateFiles(host.Folder.Uploads));
        Assert.Equal(0, host.Datasets.Room().UsedBytes);
        Assert.True((await host.Datasets.DeleteAsync(made.Value.Id, DatasetsHost.Ann, TestContext.Current.CancellationToken)).Ok);
    }

    [Fact]
    public async Task Sample_DiskFillingUp_IsBrokenWithTheNumbers()
    {
        await using var host = await DatasetsHost.StartAsync();
        var asked = 0;
        host.Disk.SetFree(() => asked++ == 0 ? 1L << 40 : 5_000_000);
        var made = await host.Datasets.MakeSampleAsync(1_000_000_000, 1, DatasetsHost.Ann, TestContext.Current.CancellationToken);
        var broken = await host.WaitForAsync(made.Value!.Id, DatasetState.Broken);
        Assert.Contains("5 MB are free", broken.Problem, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(host.Folder.Uploads));
    }

    private static byte[] Make(int seed, long length, int block)
    {
        var text = new SampleText(seed, length);
        using var all = new MemoryStream();
        var buffer = new byte[block];
        for (int filled; (filled = text.Fill(buffer)) > 0;)
            all.Write(buffer, 0, filled);
        return all.ToArray();
    }
}
