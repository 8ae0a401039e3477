using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Party;
using Byob.Web.Storage;
using Byob.Web.Tests.Jobs;
using Byob.Web.Tests.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Workers;

public sealed class LeasingTests : IAsyncLifetime
{
    private static readonly byte[] Text = TestParty.Text(10 * TestParty.ChunkBytes);

    private static readonly byte[] OneChunk = TestParty.Text(TestParty.ChunkBytes / 2);

    private TestParty _party = null!;

    public async ValueTask InitializeAsync() => _party = await TestParty.StartAsync();

    public ValueTask DisposeAsync() => _party.DisposeAsync();

    [Fact]
    public async Task Join_BeforeTheFirstHeartbeat_NoChunkComes()
    {
        var job = await _party.SubmitAsync(Text);
        var worker = await _party.DialAsync();

        Assert.Null((await worker.JoinAsync(slots: 2)).Refusal);

        Assert.Equal(0, await _party.LeasesAsync(worker));
        Assert.Equal(JobState.Queued, await _party.StateAsync(job));
    }

    [Fact]
    public async Task Heartbeat_First_BringsExactlyTheCreditOfChunks()
    {
        var job = await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync(slots: 2, prefetch: 1);

        ChunkLease[] leases = [await worker.LeaseAsync(), await worker.LeaseAsync(), await worker.LeaseAsync()];
        await worker.BeatAsync();

        Assert.Equal(3, await _party.LeasesAsync(worker));
        Assert.Equal(3, leases.Select(lease => lease.Token).Distinct().Count());
        Assert.All(leases, lease => Assert.Equal((job.Id, job.Number, (long)Text.Length), (lease.Job, lease.JobNumber, lease.DatasetLength)));
        Assert.Equal([0, leases[0].Range.End, leases[1].Range.End], leases.Select(lease => lease.Range.Start));
        Assert.All(leases, lease => Assert.Equal((byte)' ', Text[lease.Range.End - 1]));
    }

    [Fact]
    public async Task SubmitPartial_GoodOne_IsDoneAndInTheDatabaseAndTheNextChunkComes()
    {
        var job = await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();

        var reply = await worker.CountAsync(lease, Text);

        Assert.Equal(SubmissionOutcome.Accepted, reply.Outcome);
        Assert.Equal(lease.Range.Length, await _party.LookAsync(state => state.FindJob(job.Id)!.Ledger.DoneBytes));
        var row = await _party.ReadAsync(context => context.DoneChunks.SingleAsync(TestParty.Cancel));
        Assert.Equal((job.Id.Value, lease.Range.Start, lease.Range.End, worker.Id.Value), (row.JobId, row.Start, row.End, row.WorkerId));
        Assert.True(_party.Master.Services.GetRequiredService<Web.Results.PartialInbox>().Exists(job.Id, row.PartialSha256));
        Assert.Equal(lease.Range.End, (await worker.LeaseAsync()).Range.Start);
    }

    [Fact]
    public async Task SubmitPartial_MangledOne_IsNamedAndItsBytesAreFreeForTheNext()
    {
        var job = await _party.SubmitAsync(OneChunk);
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();
        var partial = CountedJob.Partial(OneChunk, lease.Range);
        partial[^1] ^= 1;

        var reply = await worker.SubmitAsync(lease.Token, partial);

        Assert.Equal(SubmissionOutcome.Malformed, reply.Outcome);
        var failure = await _party.ReadAsync(context => context.ChunkFailures.SingleAsync(TestParty.Cancel));
        Assert.Equal((job.Id.Value, "Malformed", reply.Sentence), (failure.JobId, failure.Outcome, failure.Reason));
        // It is the only worker, so it may try again.
        var again = await worker.LeaseAsync();
        Assert.Equal((lease.Range, 2), (again.Range, again.Attempt));
        Assert.NotEqual(lease.Token, again.Token);
    }

    [Fact]
    public async Task SubmitPartial_FrameLargerThanAgreed_IsMalformed()
    {
        await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();

        var reply = await worker.SubmitAsync(lease.Token, CountedJob.Frames(new byte[200_000], 200_000));

        Assert.Equal(SubmissionOutcome.Malformed, reply.Outcome);
        Assert.Contains("frame", reply.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitPartial_FarLongerThanItsRangeCanNeed_IsCutOff()
    {
        await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();

        var reply = await worker.SubmitAsync(lease.Token, FarTooManyAsync());

        Assert.Equal(SubmissionOutcome.Malformed, reply.Outcome);
        Assert.Contains("goes on beyond", reply.Sentence, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_party.Folder.Temporary));
    }

    [Fact]
    public async Task SubmitPartial_MessageLargerThanTheHubTakes_CutsTheConnectionOnly()
    {
        await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        var other = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => worker.SubmitAsync(lease.Token, CountedJob.Frames(new byte[1 << 20], 1 << 20)));

        await worker.Closed;
        await other.BeatAsync();
    }

    [Fact]
    public async Task SubmitPartial_SecondTime_IsADuplicate()
    {
        await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();

        await worker.CountAsync(lease, Text);

        Assert.Equal(SubmissionOutcome.Duplicate, (await worker.CountAsync(lease, Text)).Outcome);
    }

    [Fact]
    public async Task SubmitPartial_ForAnothersLease_IsForeign()
    {
        await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        var thief = await _party.JoinAsync(member: "Bob");
        var lease = await worker.LeaseAsync();

        Assert.Equal(SubmissionOutcome.Foreign, (await thief.CountAsync(lease, Text)).Outcome);
        Assert.Equal(SubmissionOutcome.Accepted, (await worker.CountAsync(lease, Text)).Outcome);
    }

    [Fact]
    public async Task SubmitPartial_ForALeaseThatHasEnded_SaysWhy()
    {
        await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();
        await worker.FailAsync(lease.Token, LeaseFailureKind.GivenBack, "The owner wants it.");

        // The chunk was given to the same worker anew, under another token.
        Assert.Equal(SubmissionOutcome.Overlapping, (await worker.CountAsync(lease, Text)).Outcome);
        Assert.Equal(SubmissionOutcome.Stale, (await worker.CountAsync(lease with { Token = LeaseToken.New(99) }, Text)).Outcome);
    }

    [Fact]
    public async Task SubmitPartial_OfAJobThatWasCancelledMeanwhile_LeavesNothingBehind()
    {
        var job = await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();
        var frames = CountedJob.Frames(CountedJob.Partial(Text, lease.Range));
        var started = new TaskCompletionSource();
        var go = new TaskCompletionSource();

        var submitting = worker.SubmitAsync(lease.Token, HeldAsync(frames, started, go.Task));
        await started.Task.WaitAsync(TestParty.Cancel);
        Assert.True((await _party.Jobs.CancelAsync(job.Id, await _party.ActorAsync(), TestParty.Cancel)).Ok);
        go.SetResult();

        Assert.Equal(SubmissionOutcome.JobOver, (await submitting).Outcome);
        Assert.Equal(lease.Token, await worker.RevokedAsync());
        Assert.Empty(Directory.GetDirectories(_party.Folder.Partials));
        Assert.False(await _party.ReadAsync(context => context.ChunkFailures.AnyAsync(TestParty.Cancel)));
    }

    [Fact]
    public async Task SubmitPartial_ConnectionBreaksInTheMiddle_LeavesNoFileAndTheLeaseWaits()
    {
        await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();
        var started = new TaskCompletionSource();

        var submitting = worker.SubmitAsync(lease.Token, HeldAsync(CountedJob.Frames(CountedJob.Partial(Text, lease.Range)), started, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, TestParty.Cancel)));
        await started.Task.WaitAsync(TestParty.Cancel);
        await worker.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => submitting);

        var back = await _party.DialAsync(worker.Identity);
        var reply = await back.JoinAsync(1, 0, new HeldLease(lease.Token, lease.Job, lease.Range, true));
        Assert.Equal(lease.Token, Assert.Single(reply.Verdicts).Renewed);
        Assert.Equal(SubmissionOutcome.Accepted, (await back.CountAsync(lease, Text)).Outcome);
    }

    [Fact]
    public async Task FailLease_CannotCount_IsRememberedAgainstTheChunk()
    {
        await _party.SubmitAsync(OneChunk);
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();

        await worker.FailAsync(lease.Token, LeaseFailureKind.CountFailed, new string('x', 10_000));

        var failure = await _party.ReadAsync(context => context.ChunkFailures.SingleAsync(TestParty.Cancel));
        Assert.Equal(("Failed", 500), (failure.Outcome, failure.Reason.Length));
        // It is the only worker, so it may try again.
        var again = await worker.LeaseAsync();
        Assert.Equal((lease.Range, 2), (again.Range, again.Attempt));
    }

    [Fact]
    public async Task FailLease_SameChunkThreeTimes_ParksTheJobWithTheReasonAndTellsItsSubmitter()
    {
        var job = await _party.SubmitAsync(OneChunk);
        var worker = await _party.JoinAsync();

        for (var attempt = 1; attempt <= 3; attempt++)
            await worker.FailAsync((await worker.LeaseAsync()).Token, LeaseFailureKind.CountFailed, "It is haunted.");

        Assert.Equal(JobState.Failed, await _party.StateAsync(job));
        var record = await _party.RecordAsync(job);
        Assert.Contains("haunted", record.StateReason, StringComparison.Ordinal);
        var notice = await _party.ReadAsync(context => context.Notices.SingleAsync(TestParty.Cancel));
        Assert.Equal(job.SubmitterId, notice.MemberId);
    }

    [Fact]
    public async Task CurrentJob_Told_OnChangeAndOnlyThen()
    {
        var early = await _party.JoinAsync();
        var job = await _party.SubmitAsync(Text);

        Assert.Equal(job.Number, (await early.JobAsync())?.Number);
        var late = await _party.DialAsync();
        Assert.Equal(job.Number, (await late.JoinAsync()).CurrentJob?.Number);
        for (var beat = 0; beat < 3; beat++)
            await early.BeatAsync();
        await early.CountAsync(await early.LeaseAsync(), Text);
        Assert.Empty(early.JobsLeft());

        await _party.Jobs.PauseAsync(job.Id, await _party.ActorAsync(), TestParty.Cancel);
        Assert.Null(await early.JobAsync());
        Assert.Null(await late.JobAsync());
    }

    private static async IAsyncEnumerable<byte[]> FarTooManyAsync()
    {
        for (var frame = 0; frame < 200; frame++)
        {
            await Task.Yield();
            yield return new byte[50_000];
        }
    }

    /// <summary>Sends the first frame, and the others when it may.</summary>
    private static async IAsyncEnumerable<byte[]> HeldAsync(IAsyncEnumerable<byte[]> frames, TaskCompletionSource started, Task go)
    {
        await foreach (var frame in frames)
        {
            yield return frame[..1];
            started.TrySetResult();
            await go;
            yield return frame[1..];
        }
    }
}
