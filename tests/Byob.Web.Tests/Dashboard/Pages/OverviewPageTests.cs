using Bunit;
using Byob.Web.Live;
using Byob.Web.Storage;
using Byob.Web.Tests.Dashboard.Fakes;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Pages;

public sealed class OverviewPageTests : IAsyncDisposable
{
    private readonly DashboardContext _dashboard = new();

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public void NothingYet_SaysWhatToDoNext()
    {
        var page = _dashboard.Open<OverviewPage>();

        Assert.Equal("/datasets", Path(page.Button("Upload a text").GetAttribute("href")));
        Assert.Equal("/datasets?sample=true", Path(page.Button("Make a sample text").GetAttribute("href")));
        Assert.Equal("/join", Path(page.Button("Join with a machine").GetAttribute("href")));
        Assert.Contains("Nothing was counted in the last five minutes.", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void DatasetIsReady_OffersAJob()
    {
        _dashboard.Datasets.Set(Some.Dataset());
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker()] });

        var page = _dashboard.Open<OverviewPage>();

        Assert.Contains("1 worker ready. Choose a dataset and start a job.", page.Text(), StringComparison.Ordinal);
        Assert.True(page.HasButton("New job"));
    }

    [Fact]
    public void JobRuns_ShowsItsProgressItsLedgerAndWhoWorks()
    {
        var job = Some.Job();
        _dashboard.Party.Ledgers[job.Id] = Some.Ledger(Some.Done(0, 250), Some.Leased(250, 500, 100), Some.Free(500, 1000));
        _dashboard.Party.Publish(party => party with
        {
            Jobs = [job],
            Workers = [Some.Worker(leases: Some.Lease(250_000_000, 500_000_000, 125_000_000))],
            Throughput = [new ThroughputPoint(Some.Now.AddSeconds(-1), 100e6), new ThroughputPoint(Some.Now, 150e6)],
        });

        var page = _dashboard.Open<OverviewPage>();

        Assert.Contains("50.0 % 500 MB of 1.00 GB", page.Text(), StringComparison.Ordinal);
        Assert.Contains("Rate 150 MB/s Left about 40 s Workers on it 1", page.Text(), StringComparison.Ordinal);
        Assert.Contains("Job 7 · 250 MB – 500 MB · counting", page.Text(), StringComparison.Ordinal);
        Assert.Contains("50.0 % counted", page.Find(".pip").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.True(page.Find("byob-ledger[src='api/jobs/7/ledger']").HasAttribute("still"));
        Assert.Equal("Throughput of the last five minutes: now 150 MB/s, at most 150 MB/s", page.Find("figure").GetAttribute("aria-label"));
    }

    [Fact]
    public void NewSnapshot_IsShownWithoutReload()
    {
        _dashboard.Party.Publish(party => party with { Jobs = [Some.Job()] });
        var page = _dashboard.Open<OverviewPage>();

        _dashboard.PublishUntil(
            party => party with { Jobs = [Some.Job() with { CountedBytes = 730_000_000 }] },
            () => page.Text().Contains("73.0 % 730 MB of 1.00 GB", StringComparison.Ordinal));
    }

    [Fact]
    public void WorkerIsIdle_SaysWhy()
    {
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker() with { IdleReason = "Paused by its owner." }] });

        Assert.Contains("Paused by its owner.", _dashboard.Open<OverviewPage>().Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void JobEnds_AppearsAmongTheRecent()
    {
        _dashboard.Party.Publish(party => party with { Jobs = [Some.Job()] });
        var page = _dashboard.Open<OverviewPage>();
        _dashboard.Jobs.History.Add(Some.Ended(7));

        _dashboard.PublishUntil(party => party with { Jobs = [Some.Ended(7)] }, () => page.Text().Contains("Recent jobs", StringComparison.Ordinal));

        Assert.Contains("moby.txt #7 Done 1.00 GB 12.3 M 1 min Alice", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void JobFailed_IsNotTheActiveOne()
    {
        _dashboard.Datasets.Set(Some.Dataset());
        _dashboard.Party.Publish(party => party with { Jobs = [Some.Ended(7, JobState.Failed)] });

        Assert.Contains("Nothing is being counted", _dashboard.Open<OverviewPage>().Text(), StringComparison.Ordinal);
    }

    private static string Path(string? href) => "/" + href?.TrimStart('/');
}
