using System.Net;
using System.Net.Http.Json;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Hubs;
using Byob.Web.Jobs;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Tests.Datasets;
using Xunit;

namespace Byob.Web.Tests.Jobs;

/// <summary>What submitters ask of the queue: taken or refused, kept over a restart, and kept to.</summary>
public sealed class TermsTests : IAsyncLifetime
{
    private static readonly byte[] Text = TestParty.Text(6 * TestParty.ChunkBytes);

    private TestParty _party = null!;
    private DatasetId _dataset;

    public async ValueTask InitializeAsync()
    {
        _party = await TestParty.StartAsync();
        _dataset = await _party.UploadAsync(Text);
    }

    public ValueTask DisposeAsync() => _party.DisposeAsync();

    [Fact]
    public async Task Submit_WithTerms_AreShownStoredAndFoundAgainAfterARestart()
    {
        var job = await _party.SubmitAsync(Job(JobPriority.Low, 3, Verification.SpotCheck(25)), "Ann");
        var wanted = new JobTerms(job.SubmitterId, JobPriority.Low, 3, Verification.SpotCheck(25));
        Assert.Equal(wanted, job.Terms);

        await _party.RestartAsync();

        Assert.Equal(wanted, _party.Live.Current.Jobs.Single().Terms);
        Assert.Equal(wanted, await _party.LookAsync(state => state.Scheduler.FindJob(job.Id)!.Terms));
    }

    [Theory]
    [InlineData(0, VerificationMode.Off, 0, "from 1 to 10000")]
    [InlineData(10_001, VerificationMode.Off, 0, "from 1 to 10000")]
    [InlineData(1, VerificationMode.EveryChunk, 0, "at least 2 machines")]
    [InlineData(1, VerificationMode.SpotCheck, 10, "at least 2 machines")]
    [InlineData(null, VerificationMode.SpotCheck, 0, "from 1 to 100 %")]
    [InlineData(null, VerificationMode.SpotCheck, 101, "from 1 to 100 %")]
    [InlineData(null, VerificationMode.EveryChunk, 5, "belongs to a spot check")]
    [InlineData(null, (VerificationMode)7, 0, "Off, SpotCheck or EveryChunk")]
    public async Task Submit_Nonsense_IsRefusedWithTheMend(int? cap, VerificationMode mode, int percent, string sentence)
    {
        var outcome = await _party.Jobs.SubmitAsync(Job(JobPriority.Normal, cap, new Verification(mode, percent)), await _party.ActorAsync(), TestParty.Cancel);

        Assert.Contains(sentence, outcome.Refusal, StringComparison.Ordinal);
        Assert.Empty(_party.Live.Current.Jobs);
    }

    [Fact]
    public async Task Submit_HighPriority_IsForTheHostAlone()
    {
        await _party.Master.SignInAsHostAsync();

        Assert.Contains("Only the host", (await _party.Jobs.SubmitAsync(Job(JobPriority.High), await _party.ActorAsync(), TestParty.Cancel)).Refusal, StringComparison.Ordinal);
        Assert.True((await _party.Jobs.SubmitAsync(Job(JobPriority.High), _party.Master.ActorOf("Hanna"), TestParty.Cancel)).Ok);
    }

    [Fact]
    public async Task Prioritise_WhileTheyWait_ChangesPlacesAtOnceAndOutlivesARestart()
    {
        var first = await _party.SubmitAsync(_dataset, "one");
        var second = await _party.SubmitAsync(_dataset, "two");
        var ann = await _party.ActorAsync();
        await _party.Master.SignInAsHostAsync();

        Assert.Contains("Only the host", (await _party.Jobs.PrioritiseAsync(second.Id, JobPriority.High, ann, TestParty.Cancel)).Refusal, StringComparison.Ordinal);
        Assert.Contains("Only Ann", (await _party.Jobs.PrioritiseAsync(second.Id, JobPriority.Low, await _party.ActorAsync("Bob"), TestParty.Cancel)).Refusal, StringComparison.Ordinal);
        Assert.True((await _party.Jobs.PrioritiseAsync(first.Id, JobPriority.Low, ann, TestParty.Cancel)).Ok);

        Assert.Equal([(second.Number, 1), (first.Number, 2)], Places());
        await _party.RestartAsync();
        Assert.Equal([(second.Number, 1), (first.Number, 2)], Places());
        Assert.True((await _party.Jobs.PrioritiseAsync(first.Id, JobPriority.High, _party.Master.ActorOf("Hanna"), TestParty.Cancel)).Ok);
        Assert.Equal([(first.Number, 1), (second.Number, 2)], Places());
    }

    [Fact]
    public async Task Prioritise_WhileItRuns_SendsTheNextChunksElsewhere()
    {
        var first = await _party.SubmitAsync(_dataset, "one");
        var second = await _party.SubmitAsync(_dataset, "two");
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();
        Assert.Equal(first.Id, lease.Job);

        await _party.Jobs.PrioritiseAsync(first.Id, JobPriority.Low, await _party.ActorAsync(), TestParty.Cancel);
        await worker.CountAsync(lease, Text);

        Assert.Equal(second.Id, (await worker.LeaseAsync()).Job);
    }

    [Fact]
    public async Task Api_Terms_AreTakenInWordsAndToldAgain()
    {
        var ann = _party.Master.NewWorkerClient((await _party.EnrolAsync()).Token);

        using var taken = await ann.PostAsJsonAsync(PartyRoutes.Jobs, new SubmitJobRequest(_dataset.Value, Priority: "low", WorkerCap: 2, Verification: "spotcheck"), TestParty.Cancel);

        var job = await taken.Content.ReadFromJsonAsync<JobStatus>(TestParty.Cancel);
        Assert.Equal(("Low", 2, "SpotCheck", TermsRules.UsualPercent), (job!.Priority, job.WorkerCap, job.Verification, job.VerificationPercent));
        using var raised = await ann.PostAsJsonAsync("api/jobs/1/priority", new SetPriorityRequest("Normal"), TestParty.Cancel);
        Assert.Equal(HttpStatusCode.NoContent, raised.StatusCode);
        Assert.Equal("Normal", (await ann.GetFromJsonAsync<JobStatus>("api/jobs/1", TestParty.Cancel))!.Priority);
    }

    [Fact]
    public async Task Api_WordsThatAreNone_AreAProblemThatNamesTheChoices()
    {
        var ann = _party.Master.NewWorkerClient((await _party.EnrolAsync()).Token);
        await _party.SubmitAsync(_dataset);

        using var priority = await ann.PostAsJsonAsync(PartyRoutes.Jobs, new SubmitJobRequest(_dataset.Value, Priority: "urgent"), TestParty.Cancel);
        using var number = await ann.PostAsJsonAsync(PartyRoutes.Jobs, new SubmitJobRequest(_dataset.Value, Verification: "2"), TestParty.Cancel);
        using var steered = await ann.PostAsJsonAsync("api/jobs/1/priority", new SetPriorityRequest(null), TestParty.Cancel);
        using var host = await ann.PostAsJsonAsync("api/jobs/1/priority", new SetPriorityRequest("High"), TestParty.Cancel);

        Assert.Equal((HttpStatusCode.BadRequest, TermsRules.PriorityWords), (priority.StatusCode, await TusClient.SentenceOf(priority)));
        Assert.Equal((HttpStatusCode.BadRequest, TermsRules.VerificationWords), (number.StatusCode, await TusClient.SentenceOf(number)));
        Assert.Equal((HttpStatusCode.BadRequest, TermsRules.PriorityWords), (steered.StatusCode, await TusClient.SentenceOf(steered)));
        Assert.Equal(HttpStatusCode.Conflict, host.StatusCode);
        Assert.Contains("Only the host", await TusClient.SentenceOf(host), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cap_OneMachine_TheOtherIdlesAndSaysWhy()
    {
        await _party.SubmitAsync(Job(JobPriority.Normal, cap: 1), "Ann");
        var one = await _party.JoinAsync();
        await one.LeaseAsync();
        var other = await _party.JoinAsync();

        await _party.SeeAsync(
            snapshot => snapshot.Workers.Any(worker => worker.Id == other.Id && worker.IdleReason?.Contains("as many machines as its submitter allows", StringComparison.Ordinal) == true),
            () => "The other machine does not say that the job is full.");
        Assert.Equal(0, await _party.LeasesAsync(other));
    }

    [Fact]
    public async Task Queue_TwoSubmitters_ShareTheMachines()
    {
        var longOne = await _party.SubmitAsync(_dataset, "long");
        var shortOne = await _party.SubmitAsync(await _party.UploadAsync(TestParty.Text(500), "Bob"), "short", "Bob");
        var one = await _party.JoinAsync();
        var first = await one.LeaseAsync();
        var other = await _party.JoinAsync();
        var second = await other.LeaseAsync();

        Assert.Equal((longOne.Id, shortOne.Id), (first.Job, second.Job));
    }

    [Fact]
    public async Task Queue_WhoseSubmitterHasNothingRunning_IsNextInLine()
    {
        await _party.SubmitAsync(_dataset, "one");
        var second = await _party.SubmitAsync(_dataset, "two");
        await (await _party.JoinAsync()).LeaseAsync();
        var bobs = await _party.SubmitAsync(await _party.UploadAsync(TestParty.Text(500), "Bob"), "three", "Bob");

        Assert.Equal([(1, null), (bobs.Number, 1), (second.Number, 2)], Places());
    }

    private (int Number, int? Place)[] Places() => [.. _party.Live.Current.Jobs.Select(job => (job.Number, job.PlaceInLine))];

    private JobSubmission Job(JobPriority priority, int? cap = null, Verification verification = default) =>
        new(_dataset, "", CountOptions.Exact, "result", priority, cap, verification);
}
