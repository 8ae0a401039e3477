using Byob.Shared.Hubs;
using Byob.Worker.Status;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Connection;

/// <summary>The ways in which a worker's time in the party ends.</summary>
public sealed class EndTests
{
    private readonly byte[] _text = Texts.Make(5_000);

    [Fact]
    public async Task Join_Refused_EndsWithTheSentence()
    {
        await using var master = await TestMaster.StartAsync();
        master.OnJoin = request => master.Welcome(request) with { Refusal = "This worker is too old; update it." };
        await using var worker = RunningWorker.Start(master);

        Assert.Equal(new WorkerEnd(WorkerEndKind.Refused, "This worker is too old; update it."), await worker.End);
        Assert.Equal(ConnectionState.Ended, worker.Engine.Status.Connection);
    }

    [Theory]
    [InlineData(0, "older protocol")]
    [InlineData(ProtocolVersion.Current - 1, "Ask the host to update the master")]
    [InlineData(ProtocolVersion.Current + 1, "Update the worker")]
    public async Task Join_MasterSpeaksAnotherProtocol_EndsWithTheMend(int protocol, string mend)
    {
        await using var master = await TestMaster.StartAsync();
        master.OnJoin = request => master.Welcome(request) with { ProtocolVersion = protocol };
        await using var worker = RunningWorker.Start(master);

        var end = await worker.End;

        Assert.Equal(WorkerEndKind.Refused, end.Kind);
        Assert.Contains(mend, end.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dial_TokenUnknown_EndsAsRemoved()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = RunningWorker.Start(master, token: "an-old-token");

        var end = await worker.End;

        Assert.Equal(WorkerEndKind.Removed, end.Kind);
        Assert.Contains("byob join", end.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("an-old-token", end.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GoodbyeKind.Removed, WorkerEndKind.Removed)]
    [InlineData(GoodbyeKind.Replaced, WorkerEndKind.Replaced)]
    public async Task Goodbye_ForGood_EndsWithItsReason(GoodbyeKind goodbye, WorkerEndKind expected)
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = await RunningWorker.JoinAsync(master);

        await master.Worker.Goodbye(goodbye, "Ada removed this machine.");

        Assert.Equal(new WorkerEnd(expected, "Ada removed this machine."), await worker.End);
        Assert.Equal(1, master.Joins.Count);
    }

    [Fact]
    public async Task Removed_WhileAway_EndsOnTheNextDial()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = await RunningWorker.JoinAsync(master);
        master.Tokens.Clear();

        master.Connection!.Abort();

        Assert.Equal(WorkerEndKind.Removed, (await worker.End).Kind);
    }

    [Fact]
    public async Task Stop_ChunkNotCounted_GivesItBackAndLeaves()
    {
        await using var master = await TestMaster.StartAsync(_text);
        _ = new Gate(master);
        await using var worker = await RunningWorker.JoinAsync(master);
        var ranges = Texts.Cut(_text, 2);
        var first = await master.AssignAsync(ranges[0]);
        var second = await master.AssignAsync(ranges[1]);
        await master.Ranges.NextAsync();
        await master.Ranges.NextAsync();

        var end = await worker.StopAsync();

        Assert.Equal(WorkerEndKind.Stopped, end.Kind);
        LeaseFailure[] failures = [await master.Failures.NextAsync(), await master.Failures.NextAsync()];
        Assert.Equal(new HashSet<object> { first.Token, second.Token }, failures.Select(failure => (object)failure.Token).ToHashSet());
        Assert.All(failures, failure => Assert.Equal(LeaseFailureKind.GivenBack, failure.Kind));
        await master.Leaves.NextAsync();
        await worker.News.NextAsync(news => news.Kind == WorkerNewsKind.ChunkGivenBack);
    }

    [Fact]
    public async Task Stop_WhileSending_WaitsForTheAnswer()
    {
        await using var master = await TestMaster.StartAsync(_text);
        var arrived = new Recorded<bool>();
        var answer = new TaskCompletionSource<SubmissionReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        master.OnSubmit = (_, _) =>
        {
            arrived.Add(true);
            return answer.Task;
        };
        await using var worker = await RunningWorker.JoinAsync(master);
        await master.AssignAsync(Texts.All(_text));
        await arrived.NextAsync();

        var stopping = worker.StopAsync();
        await worker.News.NextAsync(news => news.Sentence == "Stopping, as asked.");
        answer.SetResult(new SubmissionReply(SubmissionOutcome.Accepted, "It counts."));

        Assert.Equal("Stopped, as asked, and left the party with nothing open.", (await stopping).Sentence);
        Assert.Equal(1, worker.Engine.Status.ChunksAccepted);
        Assert.Equal(0, master.Failures.Count);
    }

    [Fact]
    public async Task Stop_AllowedToFinish_CountsWhatItIsCounting()
    {
        await using var master = await TestMaster.StartAsync(_text);
        var gate = new Gate(master);
        await using var worker = await RunningWorker.JoinAsync(master, change: options => options with { FinishCounting = TimeSpan.FromSeconds(20) });
        await master.AssignAsync(Texts.All(_text));
        await master.Ranges.NextAsync();

        var stopping = worker.StopAsync();
        await worker.News.NextAsync(news => news.Sentence == "Stopping, as asked.");
        gate.Open();

        Assert.Equal(WorkerEndKind.Stopped, (await stopping).Kind);
        Assert.Equal(Texts.Count(_text), Texts.Merge([(await master.Submissions.NextAsync()).Partial]));
    }
}
