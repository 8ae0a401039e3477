using Bunit;
using Byob.Web.Jobs;
using Byob.Web.Live;
using Byob.Web.Storage;
using Byob.Web.Tests.Dashboard.Fakes;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Pages;

public sealed class JobPageTests : IAsyncDisposable
{
    private readonly DashboardContext _dashboard = new();

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public void NoSuchJob_SaysSo() => Assert.Contains("There is no job 7", Open().Text(), StringComparison.Ordinal);

    [Fact]
    public void RunningJob_ShowsItsLedgerItsAttemptsAndItsProof()
    {
        Publish(Some.Job() with { Failures = 1 }, Some.Ledger(Some.Done(0, 250_000_000), Some.Leased(250_000_000, 500_000_000, 1), Some.Free(500_000_000, 1_000_000_000)) with
        {
            Attempts = [Some.Attempt(250_000_000, 500_000_000, "Running"), Some.Attempt(0, 250_000_000, "Lost", reason: "anvil was silent for 12 s.")],
            TopWords = [new WordCount("the", 4000), new WordCount("whale", 1000)],
        });

        var page = Open();

        Assert.Contains("accepted 250,000,000 of 1,000,000,000 bytes, overlaps 0", page.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("exactly once", page.Text(), StringComparison.Ordinal);
        Assert.Contains("1 did not count", page.Text(), StringComparison.Ordinal);
        Assert.Contains("anvil was silent for 12 s.", page.Text(), StringComparison.Ordinal);
        Assert.Contains("1 the 4,000 2 whale 1,000", page.Text(), StringComparison.Ordinal);
        Assert.Contains("Approximate while the job runs", page.Text(), StringComparison.Ordinal);
        var band = page.Find("byob-ledger");
        Assert.Equal(("api/jobs/7/ledger", false), (band.GetAttribute("src"), band.HasAttribute("still")));
        Assert.StartsWith("Ledger of 1.00 GB: 25.0 % done by 1 worker.", band.GetAttribute("label"), StringComparison.Ordinal);
        Assert.Single(page.FindAll("byob-stream"));
    }

    [Fact]
    public void DoneJobOfHistory_OffersEveryDownloadAndTheProof()
    {
        var job = Some.Ended(7);
        _dashboard.Jobs.History.Add(job);
        _dashboard.Party.Ledgers[job.Id] = Some.Ledger(Some.Done(0, 400), Some.Done(400, 1000, "elm", 1)) with { TopWordsExact = true };
        _dashboard.Results.Top = [new WordCount("the", 123_456)];

        var page = Open();

        Assert.Equal(
            ["tsv-by-count", "tsv-by-word", "csv", "jsonl", "lab"],
            page.FindAll("a.download").Select(link => link.GetAttribute("href")!.Split("api/jobs/7/result?format=")[1]));
        Assert.Contains(page.FindAll("a"), link => link.GetAttribute("href") == "api/jobs/7/summary");
        Assert.Contains(page.FindAll("a"), link => link.GetAttribute("href") == "api/jobs/7/proof");
        Assert.Contains("accepted 1,000 of 1,000 bytes, overlaps 0: exactly once", page.Text(), StringComparison.Ordinal);
        Assert.Contains("the 123,456", page.Text(), StringComparison.Ordinal);
        Assert.False(page.HasButton("Pause"));
    }

    [Fact]
    public void JobBecomesDone_ShowsItsResultWithoutReload()
    {
        Publish(Some.Job(), Some.Ledger(Some.Done(0, 500), Some.Free(500, 1000)));
        var page = Open();
        _dashboard.Results.Top = [new WordCount("final", 9)];

        _dashboard.PublishUntil(party => party with { Jobs = [Some.Ended(7)] }, () => page.FindAll("a.download").Count == 5);

        Assert.Contains("final 9", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pause_Refused_ShowsTheSentence()
    {
        Publish(Some.Job(), Some.Ledger(Some.Free(0, 1000)));
        _dashboard.Jobs.Refusal = "Job 7 is done and cannot be paused.";
        var page = Open();

        await page.Button("Pause").ClickAsync();

        Assert.Equal(["pause by Alice"], _dashboard.Jobs.Asked);
        _dashboard.Snackbars.WaitForAssertion(() => Assert.Contains("Job 7 is done and cannot be paused.", _dashboard.Snackbars.Text(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancel_IsAskedFirst()
    {
        Publish(Some.Job(), Some.Ledger(Some.Free(0, 1000)));
        var page = Open();

        var cancelling = page.Button("Cancel").ClickAsync();
        _dashboard.Dialogs.WaitForState(() => _dashboard.Dialogs.HasButton("Cancel the job"));
        Assert.Empty(_dashboard.Jobs.Asked);
        await _dashboard.Dialogs.Button("Cancel the job").ClickAsync();
        await cancelling.WaitAsync(TimeSpan.FromSeconds(10), Xunit.TestContext.Current.CancellationToken);

        Assert.Equal(["cancel by Alice"], _dashboard.Jobs.Asked);
    }

    [Fact]
    public async Task Cancel_ThoughtBetterOf_AsksNothingOfTheMaster()
    {
        Publish(Some.Job(), Some.Ledger(Some.Free(0, 1000)));
        var page = Open();

        var cancelling = page.Button("Cancel").ClickAsync();
        _dashboard.Dialogs.WaitForState(() => _dashboard.Dialogs.HasButton("Keep it as it is"));
        await _dashboard.Dialogs.Button("Keep it as it is").ClickAsync();
        await cancelling.WaitAsync(TimeSpan.FromSeconds(10), Xunit.TestContext.Current.CancellationToken);

        Assert.Empty(_dashboard.Jobs.Asked);
    }

    [Fact]
    public void SomebodyElsesJob_IsNotOfferedToBeSteeredAndSaysWhy()
    {
        _dashboard.SignIn("Bob", Some.Bob, isHost: false);
        Publish(Some.Job(), Some.Ledger(Some.Free(0, 1000)));

        var page = Open();

        Assert.False(page.HasButton("Pause"));
        Assert.Contains("Only Alice or the host can pause or cancel it.", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void FailedJob_SaysWhyAndOffersToTryAgain()
    {
        Publish(Some.Job(state: JobState.Failed) with { StateReason = "The range failed on three workers." }, Some.Ledger(Some.Free(0, 1000)));

        var page = Open();

        Assert.Contains("The range failed on three workers.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.True(page.HasButton("Try again"));
    }

    [Fact]
    public void AnotherNumber_ShowsAnotherJob()
    {
        _dashboard.Party.Publish(party => party with { Jobs = [Some.Job(), Some.Job(8, JobState.Queued, "logs.txt")] });
        var page = Open();

        page.Render(parameters => parameters.Add(p => p.Number, 8));

        Assert.Equal("logs.txt", page.Find("h1").TextContent);
    }

    private IRenderedComponent<JobPage> Open() => _dashboard.Open<JobPage>(parameters => parameters.Add(page => page.Number, 7));

    private void Publish(JobView job, LedgerSnapshot ledger)
    {
        _dashboard.Party.Ledgers[job.Id] = ledger;
        _dashboard.Party.Publish(party => party with { Jobs = [job] });
    }
}
