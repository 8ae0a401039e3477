using Bunit;
using Byob.Web.Jobs;
using Byob.Web.Storage;
using Byob.Web.Tests.Dashboard.Fakes;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Pages;

public sealed class JobsPageTests : IAsyncDisposable
{
    private readonly DashboardContext _dashboard = new();

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public void NoJobs_SaysHowTheQueueWorksAndOffersOne()
    {
        var page = _dashboard.Open<JobsPage>();

        Assert.Contains("The queue is empty", page.Text(), StringComparison.Ordinal);
        Assert.Contains("No job has ended yet", page.Text(), StringComparison.Ordinal);
        Assert.True(page.HasButton("New job"));
    }

    [Fact]
    public void SeveralJobs_AreInTheOrderOfTheQueueWithTheirReasons()
    {
        _dashboard.Party.Publish(party => party with
        {
            Jobs =
            [
                Some.Job(7),
                Some.Job(8, JobState.Queued, "logs.txt") with { PlaceInLine = 1, Waiting = "Job 7 is ahead." },
                Some.Job(9, JobState.Paused, "wiki.xml") with { StateReason = "Paused by Alice." },
                Some.Job(5, JobState.Failed, "bad.txt") with { StateReason = "The range failed on three workers." },
                Some.Ended(3),
            ],
        });

        var page = _dashboard.Open<JobsPage>();

        Assert.Equal(["moby.txt", "logs.txt", "wiki.xml", "bad.txt"], page.FindAll(".queue a.name").Select(link => link.TextContent));
        Assert.Contains("Next in line. Job 7 is ahead.", page.Text(), StringComparison.Ordinal);
        Assert.Contains("Paused by Alice.", page.Text(), StringComparison.Ordinal);
        Assert.Contains("The range failed on three workers.", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongHistory_IsTurnedPageByPage()
    {
        _dashboard.Jobs.History.AddRange(Enumerable.Range(1, JobsPage.PageSize + 5).Select(number => Some.Ended(100 - number)));
        var page = _dashboard.Open<JobsPage>();
        Assert.Equal(JobsPage.PageSize, page.FindAll("table[aria-label=History] tbody tr").Count);
        Assert.True(page.Button("Newer jobs").HasAttribute("disabled"));

        await page.Button("Older jobs").ClickAsync();

        Assert.Equal(5, page.FindAll("table[aria-label=History] tbody tr").Count);
        Assert.True(page.Button("Older jobs").HasAttribute("disabled"));
        Assert.Contains("Page 2", page.Text(), StringComparison.Ordinal);
    }
}
