using Byob.Web.Results;
using Xunit;

namespace Byob.Web.Tests.Results;

public sealed class MergeDeskTests
{
    private static readonly (string, string)[] NoMemory = [("MergeMemoryBytes", "1"), ("MergeFanIn", "3"), ("SortMemoryBytes", "5000")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Merge_OfOfferedPartials_HasThemBeforeTheEnd()
    {
        await using var host = await ResultsHost.StartAsync();
        var job = await CountedJob.CountAsync(host, CountedJob.Words(20_000), 12);
        var ranges = Ranges(job);

        await MergeAsync(host, job, ranges);

        // What was added up before needs its file no more.
        Directory.Delete(Path.Combine(host.Folder.Partials, job.Request.Job.ToString()), recursive: true);
        await AssertBuildsAsync(host, job);
        Assert.Null(host.Merges.Find(job.Request.Job));
    }

    [Theory]
    [InlineData(1, "1000000000")]
    [InlineData(2, "1000000000")]
    [InlineData(3, "300000")]
    [InlineData(4, "50000")]
    [InlineData(5, "1")]
    public async Task Merge_WithAnyMemoryAndSomePartialsEarly_IsTheExactCount(int seed, string memoryBytes)
    {
        await using var host = await ResultsHost.StartAsync(("MergeMemoryBytes", memoryBytes), ("MergeThreads", "3"), ("MergeFanIn", "4"), ("SortMemoryBytes", "20000"));
        var random = new Random(seed);
        var job = await CountedJob.CountAsync(host, CountedJob.Words(20_000, seed), 1 + random.Next(20));

        foreach (var range in Ranges(job).Where(_ => random.Next(3) > 0))
            _ = host.Merges.Offer(job.Request.Job, range);

        await AssertBuildsAsync(host, job);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Merge_WithAPartialThatNoLongerStands_BeginsAnew(bool isTold)
    {
        await using var host = await ResultsHost.StartAsync(NoMemory);
        var job = await CountedJob.CountAsync(host, CountedJob.Words(5_000), 4);
        var other = await CountedJob.CountAsync(host, CountedJob.Words(5_000, seed: 2), 4, job: job.Request.Job);
        var ranges = Ranges(job);
        var wrong = Ranges(other).First(range => range.Start == 0);
        MergedRange[] early = [wrong, .. ranges.Where(range => range.Start > wrong.End)];
        await MergeAsync(host, job, early);

        if (isTold)
            host.Merges.Undo(job.Request.Job, wrong.Start);
        foreach (var range in ranges)
            _ = host.Merges.Offer(job.Request.Job, range);

        await AssertBuildsAsync(host, job);
    }

    [Fact]
    public async Task Merge_WithADamagedPartialOffered_NamesItAtTheEndAndTakesItsSuccessor()
    {
        await using var host = await ResultsHost.StartAsync(("ShortPartialBytes", "0"));
        var job = await CountedJob.CountAsync(host, CountedJob.Words(5_000), 4);
        var ranges = Ranges(job);
        var path = Path.Combine(host.Folder.Partials, job.Request.Job.ToString(), ranges[1].Sha256);
        var good = await File.ReadAllBytesAsync(path, Stop);
        await File.WriteAllBytesAsync(path, good[..^1], Stop);
        foreach (var range in ranges)
            _ = host.Merges.Offer(job.Request.Job, range);

        var broken = await Assert.ThrowsAsync<BrokenPartialsException>(() => host.Builder.BuildAsync(job.Request, new Quiet(), Stop));
        await File.WriteAllBytesAsync(path, good, Stop);

        Assert.Equal([ranges[1].Sha256], broken.Sha256s);
        await AssertBuildsAsync(host, job);
    }

    [Fact]
    public async Task Merge_OfSeveralJobs_SharesTheMemoryAndMixesNothing()
    {
        await using var host = await ResultsHost.StartAsync(("MergeMemoryBytes", "900000"));
        var first = await CountedJob.CountAsync(host, CountedJob.Words(9_000), 5, "first");
        var second = await CountedJob.CountAsync(host, CountedJob.Words(9_000, seed: 2), 5, "second");
        foreach (var (one, two) in Ranges(first).Zip(Ranges(second)))
        {
            _ = host.Merges.Offer(first.Request.Job, one);
            _ = host.Merges.Offer(second.Request.Job, two);
        }

        await AssertBuildsAsync(host, first);
        await AssertBuildsAsync(host, second);
        Assert.Empty(host.Leftovers());
    }

    [Fact]
    public async Task Forget_AJobWithRunsOnTheDisk_LeavesNothing()
    {
        await using var host = await ResultsHost.StartAsync(NoMemory);
        var job = await CountedJob.CountAsync(host, CountedJob.Words(5_000), 3);
        var ranges = Ranges(job);
        await MergeAsync(host, job, ranges);
        Assert.NotEmpty(host.Leftovers());

        await host.Merges.ForgetAsync(job.Request.Job).WaitAsync(ResultsHost.Patience, Stop);

        Assert.Empty(host.Leftovers());
        Assert.Null(host.Merges.Find(job.Request.Job));
        await AssertBuildsAsync(host, job);
    }

    private static MergedRange[] Ranges(CountedJob job) =>
        [.. job.Request.Ranges.Select(range => new MergedRange(range.Start, range.End, range.PartialSha256, range.Words, job.Request.Options))];

    private static async Task MergeAsync(ResultsHost host, CountedJob job, MergedRange[] ranges)
    {
        foreach (var range in ranges)
            Assert.True(await host.Merges.Offer(job.Request.Job, range).WaitAsync(ResultsHost.Patience, Stop));
    }

    private static async Task AssertBuildsAsync(ResultsHost host, CountedJob job)
    {
        var built = await host.Builder.BuildAsync(job.Request, new Quiet(), Stop).WaitAsync(ResultsHost.Patience, Stop);

        Assert.Equal(new BuiltResult(job.Total, job.Distinct), built);
        Assert.Equal(job.ByWord, await File.ReadAllTextAsync(host.Files.Find(job.Request.ResultName, ResultFiles.ByWord), Stop));
        Assert.Equal(job.ByCount, await File.ReadAllTextAsync(host.Files.Find(job.Request.ResultName, ResultFiles.ByCount), Stop));
    }

    private sealed class Quiet : IProgress<double>
    {
        public void Report(double value)
        {
        }
    }
}
