using Byob.Shared.Hubs;
using Byob.Worker.Status;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Leasing;

/// <summary>Leases that do not go the straight way, over a real connection.</summary>
public sealed class LeaseTroubleTests
{
    [Fact]
    public async Task Prefetch_WhileAChunkIsCounted_TheNextRangeIsRead()
    {
        var text = Texts.Make(5_000);
        await using var master = await TestMaster.StartAsync(text);
        var gate = new Gate(master);
        await using var worker = await RunningWorker.JoinAsync(master);
        var ranges = Texts.Cut(text, 2);
        await master.AssignAsync(ranges[0]);
        await master.AssignAsync(ranges[1]);

        Assert.Equal(
            [$"bytes=0-{ranges[0].End - 1}", $"bytes={ranges[1].Start}-{ranges[1].End - 1}"],
            new[] { await master.Ranges.NextAsync(), await master.Ranges.NextAsync() }.Order(StringComparer.Ordinal));
        Assert.Equal(0, master.Submissions.Count);
        var beat = await master.Heartbeats.NextAsync(beat => beat.Progress.Count == 2);
        Assert.Equal([LeaseStage.Counting, LeaseStage.Reading], beat.Progress.Select(lease => lease.Stage));
        Assert.Null(beat.IdleReason);

        gate.Open();
        await master.Submissions.NextAsync();
        await master.Submissions.NextAsync();
    }

    [Fact]
    public async Task Revoked_WhileReading_NeverSendsAPartial()
    {
        var text = Texts.Make(5_000);
        await using var master = await TestMaster.StartAsync(text);
        var gate = new Gate(master);
        await using var worker = await RunningWorker.JoinAsync(master, prefetch: 0);
        var ranges = Texts.Cut(text, 2);
        var first = await master.AssignAsync(ranges[0]);
        await master.Ranges.NextAsync();

        await master.Worker.Revoke(first.Token, "Somebody was faster.");
        var news = await worker.News.NextAsync(news => news.Kind == WorkerNewsKind.ChunkLost);
        Assert.Equal("Somebody was faster.", news.Sentence);

        gate.Open();
        var second = await master.AssignAsync(ranges[1]);
        Assert.Equal(second.Token, (await master.Submissions.NextAsync()).Token);
    }

    [Fact]
    public async Task Submission_Retry_IsSentAgainUntilItIsSettled()
    {
        var text = Texts.Make(1_000);
        await using var master = await TestMaster.StartAsync(text);
        var tries = 0;
        master.OnSubmit = (_, _) => Task.FromResult(++tries < 3
            ? new SubmissionReply(SubmissionOutcome.Retry, "The disk is full.")
            : new SubmissionReply(SubmissionOutcome.Accepted, "It counts."));
        await using var worker = await RunningWorker.JoinAsync(master);

        await master.AssignAsync(Texts.All(text));

        for (var i = 0; i < 3; i++)
            Assert.Equal(Texts.Count(text), Texts.Merge([(await master.Submissions.NextAsync()).Partial]));
        await worker.News.NextAsync(news => news.Kind == WorkerNewsKind.ChunkAccepted);
        Assert.Empty(worker.Engine.Status.Leases);
    }

    [Fact]
    public async Task Submission_HubThrows_IsSentAgain()
    {
        var text = Texts.Make(1_000);
        await using var master = await TestMaster.StartAsync(text);
        var tries = 0;
        master.OnSubmit = (_, _) => ++tries == 1
            ? throw new InvalidOperationException("An error in the master.")
            : Task.FromResult(new SubmissionReply(SubmissionOutcome.Accepted, "It counts."));
        await using var worker = await RunningWorker.JoinAsync(master);

        await master.AssignAsync(Texts.All(text));

        await master.Submissions.NextAsync();
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Settled_Partials_AreDeletedFromTheSpool()
    {
        var text = Texts.Make(1_000);
        await using var master = await TestMaster.StartAsync(text);
        string[] spooled = [];
        RunningWorker? running = null;
        master.OnSubmit = (_, _) =>
        {
            spooled = Directory.GetFiles(running!.Spool);
            return Task.FromResult(new SubmissionReply(SubmissionOutcome.Stale, "Too late."));
        };
        await using var worker = running = await RunningWorker.JoinAsync(master);

        await master.AssignAsync(Texts.All(text));

        var news = await worker.News.NextAsync(news => news.Kind == WorkerNewsKind.ChunkNotAccepted);
        Assert.Equal("Too late.", news.Sentence);
        Assert.Single(spooled);
        await worker.StopAsync();
        Assert.Empty(Directory.GetFiles(worker.Spool));
    }

    [Fact]
    public async Task Start_LeftoversInTheSpool_AreDeletedAndOtherFilesAreNot()
    {
        await using var master = await TestMaster.StartAsync();
        var folder = Directory.CreateTempSubdirectory("byob-spool-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "17.partial"), "left over", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "mine.txt"), "not the worker's", TestContext.Current.CancellationToken);

        await using var worker = await RunningWorker.JoinAsync(master, change: options => options with { SpoolFolder = folder });

        Assert.Equal(["mine.txt"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }
}
