using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Byob.Shared.Hubs;
using Byob.Web.Storage;
using Byob.Web.Tests.Datasets;
using Xunit;

namespace Byob.Web.Tests.Jobs;

public sealed class JobsApiTests : IAsyncLifetime
{
    private static readonly byte[] Text = TestParty.Text(2 * TestParty.ChunkBytes);

    private TestParty _party = null!;
    private HttpClient _ann = null!;
    private Guid _dataset;

    public async ValueTask InitializeAsync()
    {
        _party = await TestParty.StartAsync();
        _dataset = (await _party.UploadAsync(Text, name: "War.txt")).Value;
        _ann = _party.Master.NewWorkerClient((await _party.EnrolAsync()).Token);
    }

    public ValueTask DisposeAsync() => _party.DisposeAsync();

    [Fact]
    public async Task Post_Dataset_QueuesItUnderASuggestedName()
    {
        using var reply = await PostAsync(new SubmitJobRequest(_dataset, "for the lab", FoldCase: true, MinLength: 2));

        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        Assert.Equal("/api/jobs/1", reply.Headers.Location?.ToString());
        var job = await reply.Content.ReadFromJsonAsync<JobStatus>(TestParty.Cancel);
        Assert.Equal((1, "Queued", "War", "Ann", "for the lab", 1), (job!.Number, job.State, job.ResultName, job.Submitter, job.Comment, job.PlaceInLine));
        Assert.Contains("No machine", job.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Job_HasTheShapeThatScriptsRelyOn()
    {
        await PostAsync(new SubmitJobRequest(_dataset));

        using var json = JsonDocument.Parse(await _ann.GetStringAsync("api/jobs/1", TestParty.Cancel));

        Assert.Equal(
            [
                "number", "id", "dataset", "datasetName", "datasetBytes", "submitter", "state", "reason", "comment", "resultName", "placeInLine", "doneBytes",
                "countedBytes", "bytesPerSecond", "mergeFraction", "chunksDone", "failures", "totalWords", "distinctWords", "submittedAt", "startedAt", "finishedAt",
                "priority", "workerCap", "verification", "verificationPercent", "verifiedBytes",
            ],
            json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(_dataset, json.RootElement.GetProperty("dataset").GetGuid());
        Assert.Equal("Queued", json.RootElement.GetProperty("state").GetString());
        Assert.Equal(Text.Length, json.RootElement.GetProperty("datasetBytes").GetInt64());
    }

    [Fact]
    public async Task Get_List_HasTheJobAtOnce()
    {
        await PostAsync(new SubmitJobRequest(_dataset));

        var jobs = await _ann.GetFromJsonAsync<JobStatus[]>("api/jobs", TestParty.Cancel);

        Assert.Equal(1, Assert.Single(jobs!).Number);
    }

    [Fact]
    public async Task Steer_Job_IsSeenAtOnce()
    {
        await PostAsync(new SubmitJobRequest(_dataset));

        Assert.Equal("Paused", await SteerAsync("pause"));
        Assert.Equal("Queued", await SteerAsync("resume"));
        Assert.Equal("Cancelled", await SteerAsync("cancel"));
    }

    [Fact]
    public async Task Steer_AnothersJob_IsAConflictWithASentence()
    {
        await PostAsync(new SubmitJobRequest(_dataset));
        var bob = _party.Master.NewWorkerClient((await _party.EnrolAsync("Bob")).Token);

        using var reply = await bob.PostAsync("api/jobs/1/cancel", null, TestParty.Cancel);

        Assert.Equal(HttpStatusCode.Conflict, reply.StatusCode);
        Assert.Contains("Only Ann", await TusClient.SentenceOf(reply), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steer_AMachineOfTheHost_IsNotTheHost()
    {
        await _party.Master.SignInAsHostAsync("Hanna");
        await PostAsync(new SubmitJobRequest(_dataset));
        var machine = _party.Master.NewWorkerClient((await _party.EnrolAsync("Hanna")).Token);

        using var reply = await machine.PostAsync("api/jobs/1/cancel", null, TestParty.Cancel);

        Assert.Equal(HttpStatusCode.Conflict, reply.StatusCode);
    }

    [Theory]
    [InlineData("api/jobs/7")]
    [InlineData("api/jobs/7/pause")]
    public async Task NoSuchJob_IsAProblemWithASentence(string address)
    {
        using var reply = address.EndsWith("pause", StringComparison.Ordinal) ? await _ann.PostAsync(address, null, TestParty.Cancel) : await _ann.GetAsync(address, TestParty.Cancel);

        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        Assert.Contains("no job 7", await TusClient.SentenceOf(reply), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_BadForm_IsAProblemWithASentence()
    {
        using var taken = await PostAsync(new SubmitJobRequest(Guid.CreateVersion7()));
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        Assert.Contains("no longer there", await TusClient.SentenceOf(taken), StringComparison.Ordinal);

        using var nonsense = await _ann.PostAsync("api/jobs", new StringContent("{", System.Text.Encoding.UTF8, "application/json"), TestParty.Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
        Assert.NotEmpty(await TusClient.SentenceOf(nonsense));
    }

    [Fact]
    public async Task Jobs_Nobody_IsTurnedAway()
    {
        var nobody = _party.Master.NewClient();

        using var list = await nobody.GetAsync("api/jobs", TestParty.Cancel);
        using var post = await nobody.PostAsJsonAsync("api/jobs", new SubmitJobRequest(_dataset), TestParty.Cancel);
        using var cancel = await nobody.PostAsync("api/jobs/1/cancel", null, TestParty.Cancel);

        Assert.All(new[] { list, post, cancel }, reply => Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode));
    }

    [Fact]
    public async Task Get_DoneJobAfterARestart_IsHistory()
    {
        var job = await _party.SubmitAsync(new Shared.Chunks.DatasetId(_dataset));
        await _party.JoinAndWorkAsync(Text);
        await _party.WaitAsync(job, JobState.Done);
        await _party.RestartAsync();
        _ann = _party.Master.NewWorkerClient((await _party.EnrolAsync()).Token);

        var status = await _ann.GetFromJsonAsync<JobStatus>("api/jobs/1", TestParty.Cancel);

        Assert.Equal(("Done", (long)Text.Length, 1d), (status!.State, status.DoneBytes, status.MergeFraction));
        Assert.Equal(TestParty.Counts(Text).Values.Sum(), status.TotalWords);
    }

    private Task<HttpResponseMessage> PostAsync(SubmitJobRequest request) => _ann.PostAsJsonAsync(PartyRoutes.Jobs, request, TestParty.Cancel);

    private async Task<string> SteerAsync(string order)
    {
        using var reply = await _ann.PostAsync($"api/jobs/1/{order}", null, TestParty.Cancel);
        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        return (await _ann.GetFromJsonAsync<JobStatus>("api/jobs/1", TestParty.Cancel))!.State;
    }
}
