using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Worker.Status;
using Byob.Worker.Tests.Doubles;
using Microsoft.AspNetCore.Http;

namespace Byob.Worker.Tests.Connection;

public sealed class RejoinTests
{
    private readonly byte[] _text = Texts.Make(5_000);

    [Fact]
    public async Task Cut_MidChunk_PresentsTheLeaseAndGoesOnUnderTheRenewedToken()
    {
        await using var master = await TestMaster.StartAsync(_text);
        var gate = new Gate(master);
        await using var worker = await RunningWorker.JoinAsync(master);
        var lease = await master.AssignAsync(Texts.All(_text));
        await master.Ranges.NextAsync();
        var renewed = LeaseToken.New(2);
        master.OnJoin = request => master.Welcome(request) with { Verdicts = [new HeldLeaseVerdict(lease.Token, renewed, null)] };

        master.Connection!.Abort();
        var join = await master.Joins.NextAsync();

        Assert.Equal([new HeldLease(lease.Token, lease.Job, lease.Range, Counted: false)], join.Held);
        gate.Open();
        var (token, partial, _) = await master.Submissions.NextAsync();
        Assert.Equal(renewed, token);
        Assert.Equal(Texts.Count(_text), Texts.Merge([partial]));
        Assert.Equal(1, master.Ranges.Count);
    }

    [Fact]
    public async Task Cut_WhileSending_PresentsACountedLeaseAndSendsItAgain()
    {
        await using var master = await TestMaster.StartAsync(_text);
        var cut = false;
        master.OnSubmit = (_, _) =>
        {
            if (!cut)
            {
                cut = true;
                master.Connection!.Abort();
            }

            return Task.FromResult(new SubmissionReply(SubmissionOutcome.Accepted, "It counts."));
        };
        await using var worker = await RunningWorker.JoinAsync(master);
        var lease = await master.AssignAsync(Texts.All(_text));

        var join = await master.Joins.NextAsync();
        Assert.Equal([new HeldLease(lease.Token, lease.Job, lease.Range, Counted: true)], join.Held);
        await master.Submissions.NextAsync();
        Assert.Equal(lease.Token, (await master.Submissions.NextAsync()).Token);
        await worker.News.NextAsync(news => news.Kind == WorkerNewsKind.ChunkAccepted);
    }

    [Fact]
    public async Task Rejoin_VerdictWithoutToken_DropsTheWork()
    {
        await using var master = await TestMaster.StartAsync(_text);
        var gate = new Gate(master);
        await using var worker = await RunningWorker.JoinAsync(master);
        var lost = await master.AssignAsync(Texts.All(_text));
        await master.Ranges.NextAsync();
        master.OnJoin = request => master.Welcome(request) with { Verdicts = [new HeldLeaseVerdict(lost.Token, null, "Another worker did it.")] };

        master.Connection!.Abort();
        await master.Joins.NextAsync();

        var news = await worker.News.NextAsync(news => news.Kind == WorkerNewsKind.ChunkLost);
        Assert.Equal("Another worker did it.", news.Sentence);
        gate.Open();
        var next = await master.AssignAsync(Texts.All(_text));
        Assert.Equal(next.Token, (await master.Submissions.NextAsync()).Token);
    }

    [Fact]
    public async Task MasterAway_ReadsFail_TheLeaseIsKeptUntilItIsBack()
    {
        await using var master = await TestMaster.StartAsync(_text);
        var gate = new Gate(master);
        await using var worker = await RunningWorker.JoinAsync(master);
        await master.AssignAsync(Texts.All(_text));
        await master.Ranges.NextAsync();

        master.OnJoin = request => master.Ranges.Count < 7 ? throw new InvalidOperationException("Not ready yet.") : master.Welcome(request);
        master.OnRange = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.FromResult(master.Joins.Count < 2);
        };
        master.Connection!.Abort();
        await worker.News.NextAsync(news => news.Sentence.Contains("Dialling again", StringComparison.Ordinal));
        gate.Break();

        Assert.Equal(Texts.Count(_text), Texts.Merge([(await master.Submissions.NextAsync()).Partial]));
        Assert.Equal(0, master.Failures.Count);
        Assert.True(master.Ranges.Count > 7);
    }

    [Fact]
    public async Task Restarting_Goodbye_DialsAgainAsTheSameInstance()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = RunningWorker.Start(master);
        var first = await master.Joins.NextAsync();

        await master.Worker.Goodbye(GoodbyeKind.Restarting, "The master restarts.");

        Assert.Equal(first.Instance, (await master.Joins.NextAsync()).Instance);
    }

    [Fact]
    public async Task MasterAway_Start_KeepsDialling()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = RunningWorker.Start(master, change: options => options with { Master = new Uri("http://127.0.0.1:1") });

        for (var dials = 0; dials < 3; dials++)
        {
            var news = await worker.News.NextAsync(news => news.Sentence.Contains("Dialling again", StringComparison.Ordinal));
            Assert.Contains("Nothing answers at http://127.0.0.1:1/", news.Sentence, StringComparison.Ordinal);
        }

        Assert.Equal(WorkerEndKind.Stopped, (await worker.StopAsync()).Kind);
    }
}
