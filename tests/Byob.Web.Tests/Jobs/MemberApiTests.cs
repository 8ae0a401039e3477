using System.Net;
using System.Net.Http.Json;
using Byob.Shared.Hubs;
using Byob.Web.Storage;
using Byob.Web.Tests.Datasets;
using Xunit;

namespace Byob.Web.Tests.Jobs;

/// <summary>What a member's command line asks of the master beyond what scripts had before.</summary>
public sealed class MemberApiTests : IAsyncLifetime
{
    private static readonly byte[] Text = TestParty.Text(2 * TestParty.ChunkBytes);

    private TestParty _party = null!;
    private HttpClient _ann = null!;

    public async ValueTask InitializeAsync()
    {
        _party = await TestParty.StartAsync();
        _ann = await ClientAsync("Ann");
    }

    public ValueTask DisposeAsync() => _party.DisposeAsync();

    [Fact]
    public async Task Live_RunningJob_HasMachinesProofAndWhoseItIs()
    {
        var job = await _party.SubmitAsync(Text);
        await (await _party.JoinAsync()).LeaseAsync();
        await _party.WaitAsync(job, view => view.LeasedBytes > 0);

        var anns = await _ann.GetFromJsonAsync<JobLive>(PartyRoutes.JobLive(1), TestParty.Cancel);
        var bobs = await (await ClientAsync("Bob")).GetFromJsonAsync<JobLive>(PartyRoutes.JobLive(1), TestParty.Cancel);

        Assert.Equal((true, false), (anns!.Yours, bobs!.Yours));
        Assert.Equal(("Ann", 1), (Assert.Single(anns.Workers).Owner, anns.Workers[0].Chunks));
        Assert.Equal(new JobLive.Cover(Text.Length, 0, 0, 0, 0, Complete: false), anns.Proof);
        Assert.Equal((1, "Running"), (anns.Job.Number, anns.Job.State));
    }

    [Fact]
    public async Task Live_DoneJob_HasTheWholeProofAndTheTopWords()
    {
        var job = await _party.SubmitAsync(Text);
        await _party.JoinAndWorkAsync(Text);
        await _party.WaitAsync(job, JobState.Done);

        var live = await _ann.GetFromJsonAsync<JobLive>(PartyRoutes.JobLive(1), TestParty.Cancel);

        Assert.True(live!.Proof!.Complete && live.TopWordsExact);
        var most = TestParty.Counts(Text).Values.Max();
        Assert.Equal(most, live.TopWords[0].Count);
    }

    [Fact]
    public async Task Live_NoSuchJob_IsAProblemWithASentence()
    {
        using var reply = await _ann.GetAsync(PartyRoutes.JobLive(7), TestParty.Cancel);

        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        Assert.Contains("no job 7", await TusClient.SentenceOf(reply), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notices_JobDone_AreTheSubmittersAloneUntilSeen()
    {
        var job = await _party.SubmitAsync(Text);
        await _party.JoinAndWorkAsync(Text);
        await _party.WaitAsync(job, JobState.Done);
        var bob = await ClientAsync("Bob");

        var notice = Assert.Single((await _ann.GetFromJsonAsync<NoticeReply[]>(PartyRoutes.Notices, TestParty.Cancel))!);
        using var bobs = await bob.PostAsync(PartyRoutes.NoticeSeen(notice.Id), null, TestParty.Cancel);

        Assert.Equal(job.Id, notice.Job);
        Assert.Contains("is done", notice.Text, StringComparison.Ordinal);
        Assert.Empty((await bob.GetFromJsonAsync<NoticeReply[]>(PartyRoutes.Notices, TestParty.Cancel))!);
        Assert.Single((await _ann.GetFromJsonAsync<NoticeReply[]>(PartyRoutes.Notices, TestParty.Cancel))!);
        using var seen = await _ann.PostAsync(PartyRoutes.NoticeSeen(notice.Id), null, TestParty.Cancel);
        Assert.Empty((await _ann.GetFromJsonAsync<NoticeReply[]>(PartyRoutes.Notices, TestParty.Cancel))!);
    }

    [Fact]
    public async Task List_AfterARestart_HasEndedJobsWhenAsked()
    {
        var job = await _party.SubmitAsync(Text);
        await _party.JoinAndWorkAsync(Text);
        await _party.WaitAsync(job, JobState.Done);
        await _party.RestartAsync();
        _ann = await ClientAsync("Ann");

        Assert.Empty((await _ann.GetFromJsonAsync<JobStatus[]>(PartyRoutes.Jobs, TestParty.Cancel))!);
        Assert.Equal(1, Assert.Single((await _ann.GetFromJsonAsync<JobStatus[]>(PartyRoutes.Jobs + "?ended=5", TestParty.Cancel))!).Number);
    }

    [Fact]
    public async Task Dataset_ById_IsTold()
    {
        var id = await _party.UploadAsync(Text, name: "War.txt");

        var dataset = await _ann.GetFromJsonAsync<DatasetStatus>(PartyRoutes.Dataset(id.Value), TestParty.Cancel);
        using var none = await _ann.GetAsync(PartyRoutes.Dataset(Guid.CreateVersion7()), TestParty.Cancel);

        Assert.Equal((id.Value, "War.txt", "Ready", (long)Text.Length, "Ann"), (dataset!.Id, dataset.Name, dataset.State, dataset.Length, dataset.Owner));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Theory]
    [InlineData("api/jobs/1/live")]
    [InlineData("api/notices")]
    [InlineData("api/datasets/01a21352-2fe5-73b4-8903-e0f0a37bb7c4")]
    public async Task Anything_Stranger_IsRefused(string address)
    {
        using var reply = await _party.Master.NewClient().GetAsync(address, TestParty.Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
    }

    private async Task<HttpClient> ClientAsync(string member) => _party.Master.NewWorkerClient((await _party.EnrolAsync(member)).Token);
}
