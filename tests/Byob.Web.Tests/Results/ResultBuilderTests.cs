using System.Text.Json;
using Byob.Web.Results;
using Xunit;

namespace Byob.Web.Tests.Results;

public sealed class ResultBuilderTests
{
    private static readonly (string, string)[] TinyBounds = [("MergeFanIn", "2"), ("SortMemoryBytes", "2000")];
    private static readonly (string, string) OwnFiles = ("ShortPartialBytes", "0");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public async Task Build_OfAnyNumberOfRanges_IsTheExactCount(int ranges)
    {
        await using var host = await ResultsHost.StartAsync();
        var job = await CountedJob.CountAsync(host, CountedJob.Words(20_000), ranges);

        await AssertBuildsAsync(host, job);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(41)]
    public async Task Build_InManyPassesAndRuns_IsTheExactCount(int ranges)
    {
        await using var host = await ResultsHost.StartAsync(TinyBounds);
        var job = await CountedJob.CountAsync(host, CountedJob.Words(20_000), ranges);

        await AssertBuildsAsync(host, job);
    }

    [Fact]
    public async Task Build_RangesWithTheSamePartial_CountsEach()
    {
        await using var host = await ResultsHost.StartAsync();
        var job = await CountedJob.CountAsync(host, [.. Enumerable.Repeat("same", 4000)], 8);
        Assert.Contains(job.Request.Ranges.GroupBy(range => range.PartialSha256), group => group.Count() > 1);

        await AssertBuildsAsync(host, job);
    }

    [Fact]
    public async Task Build_OfAnEmptyDataset_IsAnEmptyResult()
    {
        await using var host = await ResultsHost.StartAsync();

        await AssertBuildsAsync(host, await CountedJob.CountAsync(host, [], 1));
    }

    [Fact]
    public async Task Build_Result_HasSummaryAndProof()
    {
        await using var host = await ResultsHost.StartAsync();
        var job = await CountedJob.CountAsync(host, CountedJob.Words(3_000), 5);

        await host.Builder.BuildAsync(job.Request, new Heard(), Stop);

        var summary = await host.Files.ReadSummaryAsync("result", Stop);
        Assert.Equal(job.Request.Job.Value, summary!.Job);
        Assert.Equal("15.0.0", summary.UnicodeVersion);
        Assert.Equal((3_000, job.Distinct), (summary.Words, summary.DistinctWords));
        Assert.True(summary.Proof.Complete);
        Assert.Equal((job.Request.DatasetLength, 0, 17), (summary.Proof.AcceptedBytes, summary.Proof.OverlapBytes, summary.Proof.DiscardedBytes));
        var proof = await host.Files.ReadProofAsync("result", Stop);
        Assert.Equal(job.Request.Ranges.OrderBy(range => range.Start), proof!.Ranges);
        Assert.Equal(job.Request.Discards, proof.Discards);
        Assert.Equal(summary.Proof, proof.Cover);
        Assert.Contains("text <é>.txt", JsonDocument.Parse(await ReadAsync(host, ResultFiles.Summary)).RootElement.GetProperty("datasetName").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_WithBrokenPartials_NamesThemAllAndStoresNothing()
    {
        await using var host = await ResultsHost.StartAsync([.. TinyBounds, OwnFiles]);
        var job = await CountedJob.CountAsync(host, CountedJob.Words(20_000), 12);
        var path = Path.Combine(host.Folder.Partials, job.Request.Job.ToString());
        var shas = job.Request.Ranges.Select(range => range.PartialSha256).ToArray();
        File.Delete(Path.Combine(path, shas[1]));
        var damaged = await File.ReadAllBytesAsync(Path.Combine(path, shas[4]), Stop);
        damaged[^60] ^= 4;
        await File.WriteAllBytesAsync(Path.Combine(path, shas[4]), damaged, Stop);
        File.Copy(Path.Combine(path, shas[7]), Path.Combine(path, shas[9]), overwrite: true);

        var broken = await Assert.ThrowsAsync<BrokenPartialsException>(() => host.Builder.BuildAsync(job.Request, new Heard(), Stop));

        Assert.Equal([shas[1], shas[4], shas[9]], broken.Sha256s);
        AssertNothingStored(host);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(1 << 20)]
    public async Task Build_PartialsInFilesAndPacks_IsExact(int shortBytes)
    {
        await using var host = await ResultsHost.StartAsync([.. TinyBounds, ("ShortPartialBytes", shortBytes.ToString(null as IFormatProvider))]);
        var job = await CountedJob.CountAsync(host, CountedJob.Words(20_000), 12);

        await host.Builder.BuildAsync(job.Request, new Heard(), Stop);

        Assert.Equal(job.ByWord, await ReadAsync(host, ResultFiles.ByWord));
    }

    [Fact]
    public async Task Build_WithAWholePartialInAnothersPlace_NoticesByItsHash()
    {
        await using var host = await ResultsHost.StartAsync(OwnFiles);
        // Both have one range of the same length and as many words: only the hash tells them apart.
        var job = await CountedJob.CountAsync(host, ["alpha", "beta"], 1);
        var other = await CountedJob.CountAsync(host, ["gamma", "beta"], 1);
        string PathOf(CountedJob one) => Path.Combine(host.Folder.Partials, one.Request.Job.ToString(), one.Request.Ranges[0].PartialSha256);
        File.Copy(PathOf(other), PathOf(job), overwrite: true);

        var broken = await Assert.ThrowsAsync<BrokenPartialsException>(() => host.Builder.BuildAsync(job.Request, new Heard(), Stop));

        Assert.Equal([job.Request.Ranges[0].PartialSha256], broken.Sha256s);
    }

    [Fact]
    public async Task Build_RangesThatLeaveAByteOutOrOverlap_IsRefused()
    {
        await using var host = await ResultsHost.StartAsync();
        var job = await CountedJob.CountAsync(host, CountedJob.Words(100), 3);
        var ranges = job.Request.Ranges.OrderBy(range => range.Start).ToList();

        await RefusedAsync([.. ranges[..^1]]);
        await RefusedAsync([.. ranges, ranges[0]]);
        await RefusedAsync([ranges[0], ranges[1] with { Start = ranges[1].Start - 1 }, ranges[2] with { Start = ranges[2].Start + 1 }]);
        AssertNothingStored(host);

        Task RefusedAsync(ProofRange[] wrong) => Assert.ThrowsAsync<InvalidOperationException>(() =>
            host.Builder.BuildAsync(job.Request with { Ranges = wrong }, new Heard(), Stop));
    }

    [Fact]
    public async Task Build_UnderTheNameOfAnotherResult_IsRefused()
    {
        await using var host = await ResultsHost.StartAsync();
        var first = await CountedJob.CountAsync(host, ["one"], 1);
        await host.Builder.BuildAsync(first.Request, new Heard(), Stop);
        var second = await CountedJob.CountAsync(host, ["two"], 1);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Builder.BuildAsync(second.Request, new Heard(), Stop));

        Assert.Contains("another name", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("one\t1\n", await ReadAsync(host, ResultFiles.ByWord));
    }

    [Fact]
    public async Task Build_OfTheSameJobAgain_Replaces()
    {
        await using var host = await ResultsHost.StartAsync();
        var job = await CountedJob.CountAsync(host, ["one", "two"], 1);
        await host.Builder.BuildAsync(job.Request, new Heard(), Stop);
        await File.WriteAllTextAsync(host.Files.Find("result", ResultFiles.ByWord), "half", Stop);

        await AssertBuildsAsync(host, job);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../out")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\n")]
    [InlineData("é")]
    [InlineData(".hidden")]
    [InlineData("dot.")]
    public async Task Build_UnderANameThatNoResultMayHave_IsRefused(string name)
    {
        await using var host = await ResultsHost.StartAsync();
        var job = await CountedJob.CountAsync(host, ["one"], 1);

        await Assert.ThrowsAsync<ArgumentException>(() => host.Builder.BuildAsync(job.Request with { ResultName = name }, new Heard(), Stop));
        Assert.Empty(await host.Results.TopAsync(name, 5, Stop));
    }

    [Fact]
    public async Task Build_Cancelled_LeavesNothing()
    {
        await using var host = await ResultsHost.StartAsync(TinyBounds);
        var job = await CountedJob.CountAsync(host, CountedJob.Words(20_000), 12);
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Builder.BuildAsync(job.Request, new Heard(_ => cancel.Cancel()), cancel.Token));

        AssertNothingStored(host);
    }

    [Fact]
    public async Task Build_WithoutSpace_LeavesNothing()
    {
        await using var roomy = await ResultsHost.StartAsync();
        var job = await CountedJob.CountAsync(roomy, ["one"], 1);
        await using var full = await ResultsHost.StartAsync(("KeepFreeBytes", long.MaxValue.ToString(null as IFormatProvider)));
        Directory.Move(Path.Combine(roomy.Folder.Partials, job.Request.Job.ToString()), Path.Combine(full.Folder.Partials, job.Request.Job.ToString()));

        await Assert.ThrowsAsync<IOException>(() => full.Builder.BuildAsync(job.Request, new Heard(), Stop));

        AssertNothingStored(full);
    }

    [Fact]
    public async Task Top_OfAStoredResult_IsItsHead()
    {
        await using var host = await ResultsHost.StartAsync();
        var job = await CountedJob.CountAsync(host, CountedJob.Words(2_000), 2);
        await host.Builder.BuildAsync(job.Request, new Heard(), Stop);

        var top = await host.Results.TopAsync("result", 20, Stop);

        Assert.Equal(20, top.Length);
        Assert.StartsWith(string.Concat(top.Select(word => $"{word.Word}\t{word.Count}\n")), job.ByCount, StringComparison.Ordinal);
        Assert.Equal(job.Distinct, (await host.Results.TopAsync("result", 10_000, Stop)).Length);
        Assert.Empty(await host.Results.TopAsync("none", 5, Stop));
    }

    private static async Task AssertBuildsAsync(ResultsHost host, CountedJob job)
    {
        var heard = new Heard();

        var built = await host.Builder.BuildAsync(job.Request, heard, Stop).WaitAsync(ResultsHost.Patience, Stop);

        Assert.Equal(new BuiltResult(job.Total, job.Distinct), built);
        Assert.Equal(job.ByWord, await ReadAsync(host, ResultFiles.ByWord));
        Assert.Equal(job.ByCount, await ReadAsync(host, ResultFiles.ByCount));
        Assert.Empty(host.Leftovers());
        Assert.All(job.Request.Ranges, range => Assert.True(host.Inbox.Exists(job.Request.Job, range.PartialSha256)));
        Assert.Equal(heard.Values.Order(), heard.Values);
        Assert.Equal(1, heard.Values[^1]);
    }

    private static void AssertNothingStored(ResultsHost host)
    {
        Assert.Empty(host.Leftovers());
        Assert.Empty(Directory.GetFileSystemEntries(host.Folder.Results));
    }

    private static Task<string> ReadAsync(ResultsHost host, string file) => File.ReadAllTextAsync(host.Files.Find("result", file), Stop);

    /// <summary>Progress as it was told, at once and in order.</summary>
    private sealed class Heard(Action<double>? then = null) : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value)
        {
            Values.Add(value);
            then?.Invoke(value);
        }
    }
}
