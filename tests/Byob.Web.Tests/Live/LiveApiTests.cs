using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Byob.Shared.Hubs;
using Byob.Web.Live;
using Byob.Web.Tests.Hosting;
using Byob.Web.Tests.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Live;

public sealed class LiveApiTests
{
    private static readonly byte[] Text = TestParty.Text(3 * TestParty.ChunkBytes);

    [Fact]
    public async Task Ledger_Unchanged_IsNotSentAgain()
    {
        await using var party = await TestParty.StartAsync();
        var job = await party.SubmitAsync(Text);
        var client = party.Master.NewWorkerClient((await party.EnrolAsync()).Token);

        using var first = await client.GetAsync($"api/jobs/{job.Number}/ledger", TestParty.Cancel);
        client.DefaultRequestHeaders.IfNoneMatch.Add(EntityTagHeaderValue.Parse(first.Headers.ETag!.Tag));
        using var same = await client.GetAsync($"api/jobs/{job.Number}/ledger", TestParty.Cancel);
        await (await party.JoinAsync()).LeaseAsync();
        await party.WaitAsync(job, view => view.LeasedBytes > 0);
        using var changed = await client.GetAsync($"api/jobs/{job.Number}/ledger", TestParty.Cancel);
        using var none = await client.GetAsync("api/jobs/99/ledger", TestParty.Cancel);

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.NotModified, HttpStatusCode.OK, HttpStatusCode.NotFound],
            new[] { first, same, changed, none }.Select(reply => reply.StatusCode));
    }

    [Theory]
    [InlineData("api/jobs/1/ledger")]
    [InlineData("api/stream")]
    public async Task Get_Stranger_IsRefused(string path)
    {
        await using var party = await TestParty.StartAsync();
        using var client = party.Master.NewWorkerClient("nonsense");

        using var reply = await client.GetAsync(path, TestParty.Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
    }

    [Fact]
    public async Task Stream_LeaseThroughItsStages_HasEachPhaseAndTheEnd()
    {
        await using var party = await TestParty.StartAsync();
        await party.SubmitAsync(Text);
        var worker = await party.JoinAsync();
        var stream = party.Master.Services.GetRequiredService<WorkStream>();
        var lease = await worker.LeaseAsync();
        foreach (var (stage, phase) in new[] { (LeaseStage.Reading, WorkPhase.Transfer), (LeaseStage.Counting, WorkPhase.Count), (LeaseStage.Sending, WorkPhase.Send) })
        {
            await worker.BeatAsync(new LeaseProgress(lease.Token, stage, 10, 5));
            await SeeAsync(party, () => stream.Read(0).Open.Any(span => span.Start == lease.Range.Start && span.Phase == phase));
        }

        await worker.CountAsync(lease, Text);
        await SeeAsync(party, () => stream.Read(0).Ended.Any(span => span.End == Web.Ledger.LeaseEnd.Accepted));

        var frame = stream.Read(0);
        Assert.Equal([WorkPhase.Transfer, WorkPhase.Count, WorkPhase.Send], frame.Ended.Where(span => span.Start == lease.Range.Start && span.Phase is not (WorkPhase.Idle or WorkPhase.Wait)).Select(span => span.Phase));
        Assert.All(frame.Ended, span => Assert.InRange(span.Until, span.From, frame.At));
        Assert.Empty(stream.Read(frame.Next).Ended);
        Assert.Equal(frame.Ended.Count, stream.Read(frame.Next + 1_000_000).Ended.Count);
    }

    [Fact]
    public async Task Stream_IdleWorker_SaysWhy()
    {
        await using var party = await TestParty.StartAsync();
        await party.JoinAsync();
        var client = party.Master.NewWorkerClient((await party.EnrolAsync()).Token);
        var stream = party.Master.Services.GetRequiredService<WorkStream>();
        await SeeAsync(party, () => stream.Read(0).Open.Any(span => span.Reason == "Nothing to count: the queue is empty."));

        var frame = await client.GetFromJsonAsync<WorkStreamFrame>("api/stream?since=0", TestParty.Cancel);

        Assert.Equal((WorkPhase.Idle, "Nothing to count: the queue is empty."), (frame!.Open[^1].Phase, frame.Open[^1].Reason));
    }

    private static Task<PartySnapshot> SeeAsync(TestParty party, Func<bool> holds) => party.SeeAsync(_ => holds(), () => "The stream does not show it.");
}
