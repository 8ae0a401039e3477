using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Shared.Partials;
using Byob.Worker.Status;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Leasing;

/// <summary>A master that asks for the ends of chunks, over a real connection.</summary>
public sealed class ShrinkTests
{
    private readonly byte[] _text = Texts.Make(300_000);

    /// <summary>A place between words, about in the middle.</summary>
    private long Middle => Texts.Cut(_text, 2)[0].End;

    [Fact]
    public async Task Shrink_WhileReading_AnswersThenSendsThePartialOfTheBeginning()
    {
        await using var master = await TestMaster.StartAsync(_text);
        var gate = new Gate(master);
        var answering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new Recorded<long>();
        var answered = false;
        master.OnShrinkAnswer = async (_, end) =>
        {
            asked.Add(end);
            await answering.Task.WaitAsync(TimeSpan.FromSeconds(30));
            answered = true;
        };
        var answeredAtSubmission = false;
        master.OnSubmit = (_, _) =>
        {
            answeredAtSubmission = answered;
            return Task.FromResult(new SubmissionReply(SubmissionOutcome.Accepted, "It counts."));
        };
        await using var worker = await RunningWorker.JoinAsync(master);
        var lease = await master.AssignAsync(Texts.All(_text));
        await master.Ranges.NextAsync();

        await master.Worker.Shrink(lease.Token, Middle);
        Assert.Equal(Middle, await asked.NextAsync());
        gate.Open();
        // All is counted, and stays here while the answer is on its way; the heartbeats go on.
        for (var beats = 0; beats < 2; beats++)
            await master.Heartbeats.NextAsync(beat => beat.Progress is [{ Stage: LeaseStage.Sending }]);
        answering.SetResult();

        var (token, partial, _) = await master.Submissions.NextAsync();
        Assert.Equal(lease.Token, token);
        Assert.True(answeredAtSubmission);
        Assert.Equal((lease.Token, Middle), await master.ShrinkAnswers.NextAsync());
        AssertCounted(partial, Middle);
        var news = await worker.News.NextAsync(news => news.Kind == WorkerNewsKind.ChunkAccepted);
        Assert.Equal(new ByteRange(0, Middle), news.Lease!.Range);
        Assert.Equal(1, master.Ranges.Count);
    }

    [Fact]
    public async Task Shrink_RestOfTheAnswerNeverComes_ThePartialIsSentAllTheSame()
    {
        await using var master = await TestMaster.StartAsync(_text);
        var begun = new Recorded<bool>();
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        master.OnRange = async context =>
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes 0-{_text.Length - 1}/{_text.Length}";
            context.Response.ContentLength = _text.Length;
            await context.Response.Body.WriteAsync(_text.AsMemory(0, 100));
            begun.Add(true);
            await more.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(_text.AsMemory(100, (int)Middle - 100));
            await context.Response.Body.FlushAsync();
            // The rest is never written: the worker must not wait for it.
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            return true;
        };
        await using var worker = await RunningWorker.JoinAsync(master);
        var lease = await master.AssignAsync(Texts.All(_text));
        await begun.NextAsync();

        await master.Worker.Shrink(lease.Token, Middle);
        await master.ShrinkAnswers.NextAsync();
        more.SetResult();

        AssertCounted((await master.Submissions.NextAsync()).Partial, Middle);
        Assert.Equal(1, master.Ranges.Count);
        Assert.Equal(0, master.Failures.Count);
    }

    [Fact]
    public async Task Shrink_ToTheStartOfAPrefetchedChunk_GivesItBack()
    {
        await using var master = await TestMaster.StartAsync(_text);
        var gate = new Gate(master);
        await using var worker = await RunningWorker.JoinAsync(master);
        var ranges = Texts.Cut(_text, 2);
        var first = await master.AssignAsync(ranges[0]);
        var second = await master.AssignAsync(ranges[1]);
        await master.Ranges.NextAsync();
        await master.Ranges.NextAsync();

        await master.Worker.Shrink(second.Token, ranges[1].Start);

        Assert.Equal((second.Token, ranges[1].Start), await master.ShrinkAnswers.NextAsync());
        gate.Open();
        Assert.Equal(first.Token, (await master.Submissions.NextAsync()).Token);
        await worker.News.NextAsync(news => news.Kind == WorkerNewsKind.ChunkAccepted);
        Assert.Empty(worker.Engine.Status.Leases);
        Assert.Equal(0, master.Failures.Count);
    }

    [Fact]
    public async Task Shrink_CutBeforeTheAnswer_PresentsTheShrunkLeaseAndSendsItsPartial()
    {
        await using var master = await TestMaster.StartAsync(_text);
        var gate = new Gate(master);
        var cuts = 0;
        master.OnShrinkAnswer = (_, _) =>
        {
            cuts++;
            master.Connection!.Abort();
            throw new InvalidOperationException("Cut.");
        };
        await using var worker = await RunningWorker.JoinAsync(master);
        var lease = await master.AssignAsync(Texts.All(_text));
        await master.Ranges.NextAsync();

        await master.Worker.Shrink(lease.Token, Middle);
        var join = await master.Joins.NextAsync();
        gate.Open();

        Assert.Equal([new HeldLease(lease.Token, lease.Job, new ByteRange(0, Middle), Counted: false)], join.Held);
        AssertCounted((await master.Submissions.NextAsync()).Partial, Middle);
        Assert.Equal(1, cuts);
    }

    [Fact]
    public async Task Shrink_HubThrows_IsAnsweredAgainBeforeThePartial()
    {
        await using var master = await TestMaster.StartAsync(_text);
        var gate = new Gate(master);
        var tries = 0;
        var tried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        master.OnShrinkAnswer = (_, _) =>
        {
            tried.TrySetResult();
            return ++tries == 1 ? throw new InvalidOperationException("An error in the master.") : Task.CompletedTask;
        };
        await using var worker = await RunningWorker.JoinAsync(master);
        var lease = await master.AssignAsync(Texts.All(_text));
        await master.Ranges.NextAsync();

        await master.Worker.Shrink(lease.Token, Middle);
        await tried.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        gate.Open();

        AssertCounted((await master.Submissions.NextAsync()).Partial, Middle);
        Assert.Equal((lease.Token, Middle), await master.ShrinkAnswers.NextAsync());
        Assert.Equal(2, tries);
    }

    private void AssertCounted(byte[] partial, long end)
    {
        using var reader = new PartialReader(new MemoryStream(partial));
        Assert.Equal(end, reader.Header.CountedBytes);
        Assert.Equal(Texts.Count(_text.AsSpan(0, (int)end)), Texts.Merge([partial]));
    }
}
