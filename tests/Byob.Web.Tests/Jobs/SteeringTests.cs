using Byob.Shared.Hubs;
using Byob.Web.Jobs;
using Byob.Web.Live;
using Byob.Web.Party;
using Byob.Web.Storage;
using Byob.Web.Tests.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Jobs;

public sealed class SteeringTests : IAsyncLifetime
{
    private static readonly byte[] Text = TestParty.Text(5 * TestParty.ChunkBytes);

    private TestParty _party = null!;

    public async ValueTask InitializeAsync() => _party = await TestParty.StartAsync();

    public ValueTask DisposeAsync() => _party.DisposeAsync();

    [Fact]
    public async Task Steer_SubmitterAndHostMay_OthersAreRefusedByName()
    {
        var job = await _party.SubmitAsync(Text);
        var bob = await _party.ActorAsync("Bob");
        await _party.Master.SignInAsHostAsync();

        Assert.Contains("Only Ann", (await _party.Jobs.PauseAsync(job.Id, bob, TestParty.Cancel)).Refusal, StringComparison.Ordinal);
        Assert.Contains("Only Ann", (await _party.Jobs.ResumeAsync(job.Id, bob, TestParty.Cancel)).Refusal, StringComparison.Ordinal);
        Assert.Contains("Only Ann", (await _party.Jobs.CancelAsync(job.Id, bob, TestParty.Cancel)).Refusal, StringComparison.Ordinal);
        Assert.True((await _party.Jobs.PauseAsync(job.Id, _party.Master.ActorOf("Hanna"), TestParty.Cancel)).Ok);
        Assert.True((await ResumeAsync(job)).Ok);
    }

    [Fact]
    public async Task Pause_Running_RevokesItsLeasesAndSaysWhoAndIsSeenAtOnce()
    {
        var job = await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();

        Assert.True((await PauseAsync(job)).Ok);

        var seen = _party.Live.Current.Jobs.Single();
        Assert.Equal((JobState.Paused, "Paused by Ann.", 0L), (seen.State, seen.StateReason, seen.LeasedBytes));
        Assert.Equal(lease.Token, await worker.RevokedAsync());
        Assert.Equal(JobState.Paused, (await _party.RecordAsync(job)).State);
        Assert.Equal(SubmissionOutcome.Stale, (await worker.CountAsync(lease, Text)).Outcome);
    }

    [Fact]
    public async Task Resume_Paused_GoesOnFromWhatIsDone()
    {
        var job = await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        await worker.CountAsync(await worker.LeaseAsync(), Text);
        await PauseAsync(job);
        // The lease that the pause took away.
        await worker.LeaseAsync();

        Assert.True((await ResumeAsync(job)).Ok);
        _ = worker.WorkAsync(Text);

        await _party.WaitAsync(job, JobState.Done);
        Assert.Equal(TestParty.Counts(Text), await _party.ResultAsync(job));
    }

    [Fact]
    public async Task Steer_WhereItMakesNoSense_IsRefusedWithTheState()
    {
        var job = await _party.SubmitAsync(Text);

        Assert.Contains("queued", (await ResumeAsync(job)).Refusal, StringComparison.Ordinal);
        await PauseAsync(job);
        Assert.Contains("paused", (await PauseAsync(job)).Refusal, StringComparison.Ordinal);
        await ResumeAsync(job);
        await _party.JoinAndWorkAsync(Text);
        await _party.WaitAsync(job, JobState.Done);
        foreach (var outcome in new[] { await PauseAsync(job), await ResumeAsync(job), await CancelAsync(job) })
            Assert.Contains("has ended", outcome.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_Running_EndsItForGoodAndLeavesNothing()
    {
        var job = await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        await worker.CountAsync(await worker.LeaseAsync(), Text);
        var lease = await worker.LeaseAsync();

        Assert.True((await CancelAsync(job)).Ok);

        Assert.Equal(lease.Token, await worker.RevokedAsync());
        var seen = _party.Live.Current.Jobs.Single();
        Assert.Equal((JobState.Cancelled, "Cancelled by Ann."), (seen.State, seen.StateReason));
        Assert.NotNull(seen.FinishedAt);
        Assert.Empty(Directory.GetDirectories(_party.Folder.Partials));
        Assert.Equal((0, 0), await _party.ReadAsync(async context => (await context.DoneChunks.CountAsync(TestParty.Cancel), await context.ChunkFailures.CountAsync(TestParty.Cancel))));
        Assert.Equal(SubmissionOutcome.JobOver, (await worker.CountAsync(lease, Text)).Outcome);
        Assert.False((await CancelAsync(job)).Ok);
        Assert.Equal(job.Number, Assert.Single(await _party.Jobs.HistoryAsync(0, 10, TestParty.Cancel)).Number);
    }

    [Theory]
    [InlineData(JobState.Queued)]
    [InlineData(JobState.Paused)]
    [InlineData(JobState.Failed)]
    public async Task Cancel_Unfinished_Works(JobState state)
    {
        var job = await _party.SubmitAsync(TestParty.Text(500));
        if (state == JobState.Paused)
            await PauseAsync(job);
        if (state == JobState.Failed)
        {
            var worker = await _party.JoinAsync();
            for (var attempt = 0; attempt < 3; attempt++)
                await worker.FailAsync((await worker.LeaseAsync()).Token, LeaseFailureKind.CountFailed, "No.");
        }

        Assert.Equal(state, await _party.StateAsync(job));
        Assert.True((await CancelAsync(job)).Ok);
        Assert.Equal(JobState.Cancelled, (await _party.RecordAsync(job)).State);
    }

    /// <summary>The coordinator takes what is asked at the same time as one batch; a job that one step ends must be ended for the next.</summary>
    [Fact]
    public async Task Cancel_InOneBatchWithTheLastPartial_EitherWayTheMasterLives()
    {
        var text = TestParty.Text(500);
        for (var round = 0; round < 10; round++)
        {
            var job = await _party.SubmitAsync(text, $"round{round}");
            var worker = await _party.JoinAsync();
            var lease = await worker.LeaseAsync();
            var ann = await _party.ActorAsync();
            await using (var held = await HeldCoordinator.HoldAsync(_party))
            {
                var settle = worker.CountAsync(lease, text);
                var cancel = _party.Jobs.CancelAsync(job.Id, ann, TestParty.Cancel);
                held.Release();
                await Task.WhenAll(settle, cancel);
            }

            await _party.WaitAsync(job, view => view.State is JobState.Done or JobState.Cancelled);
            await worker.LeaveAsync();
        }
    }

    [Fact]
    public async Task LastPartialThenPauseThenCancel_InOneBatch_AreToldTheTruth()
    {
        var job = await _party.SubmitAsync(TestParty.Text(500));
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();
        var stored = await _party.Master.Services.GetRequiredService<Web.Results.PartialInbox>()
            .StoreAsync(job.Id, lease.Range, lease.Options, CountedJob.Frames(CountedJob.Partial(TestParty.Text(500), lease.Range)), TestParty.Cancel);
        var ann = await _party.ActorAsync();
        var coordinator = _party.Master.Services.GetRequiredService<Coordinator>();

        await using var held = await HeldCoordinator.HoldAsync(_party);
        var settle = coordinator.AskAsync(state => JobSteps.Settle(state, worker.Id, lease.Token, stored), TestParty.Cancel);
        var pause = _party.Jobs.PauseAsync(job.Id, ann, TestParty.Cancel);
        var cancel = _party.Jobs.CancelAsync(job.Id, ann, TestParty.Cancel);
        held.Release();

        Assert.Equal(SubmissionOutcome.Accepted, (await settle).Outcome);
        Assert.Contains("being merged", (await pause).Refusal, StringComparison.Ordinal);
        Assert.Contains("being merged", (await cancel).Refusal, StringComparison.Ordinal);
        await _party.WaitAsync(job, JobState.Done);
    }

    [Fact]
    public async Task Queue_PlacesAndReasons_FollowWhatHappens()
    {
        var text = TestParty.Text(500);
        var dataset = await _party.UploadAsync(text);
        var first = await _party.SubmitAsync(dataset, "one");
        var second = await _party.SubmitAsync(dataset, "two");
        var third = await _party.SubmitAsync(dataset, "three");

        Assert.Contains("No machine", first.Waiting, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], Places());
        await PauseAsync(second);
        Assert.Equal([1, null, 2], Places());
        await ResumeAsync(second);
        Assert.Equal([1, 2, 3], Places());

        // One slot: the first job has nothing free any more, and the others wait for the machine.
        var worker = await _party.JoinAsync();
        var lease = await worker.LeaseAsync();
        Assert.Equal(first.Id, lease.Job);
        var waiting = await _party.WaitAsync(second, view => view.Waiting is not null && view.PlaceInLine == 1);
        Assert.Contains("Job 1 is ahead", waiting.Waiting, StringComparison.Ordinal);

        // A second machine finds nothing in the first job and takes the next.
        var other = await _party.JoinAsync();
        Assert.Equal(second.Id, (await other.LeaseAsync()).Job);
        await worker.CountAsync(lease, text);
        Assert.Equal(third.Id, (await worker.LeaseAsync()).Job);
    }

    [Fact]
    public async Task IdleReasons_SayWhyAMachineCountsNothing()
    {
        var worker = await _party.DialAsync();
        await worker.JoinAsync();
        await IdleAsync(reason => reason == "Joining.");
        await worker.BeatAsync();
        await IdleAsync(reason => reason?.Contains("queue is empty", StringComparison.Ordinal) == true);
        var job = await _party.SubmitAsync(TestParty.Text(500));
        await IdleAsync(reason => reason is null);
        await PauseAsync(job);
        await IdleAsync(reason => reason?.Contains("every job is paused", StringComparison.Ordinal) == true);
        await worker.DisposeAsync();
        await IdleAsync(reason => reason?.Contains("Away", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Notices_AreForTheSubmitterAloneUntilSeen()
    {
        var notices = _party.Master.Services.GetRequiredService<INotices>();
        var arrived = new List<Guid>();
        notices.Arrived += _ => throw new InvalidOperationException("A page with a fault.");
        notices.Arrived += arrived.Add;
        var job = await _party.SubmitAsync(TestParty.Text(500));
        await _party.JoinAndWorkAsync(TestParty.Text(500));
        await _party.WaitAsync(job, JobState.Done);
        var ann = await _party.ActorAsync();

        var notice = Assert.Single(await notices.UnseenAsync(ann, TestParty.Cancel));
        Assert.Equal(job.Id.Value, notice.JobId);
        Assert.Empty(await notices.UnseenAsync(await _party.ActorAsync("Bob"), TestParty.Cancel));
        Assert.Equal([ann.MemberId], arrived);
        await notices.MarkSeenAsync(notice.Id, await _party.ActorAsync("Bob"), TestParty.Cancel);
        Assert.Single(await notices.UnseenAsync(ann, TestParty.Cancel));
        await notices.MarkSeenAsync(notice.Id, ann, TestParty.Cancel);
        Assert.Empty(await notices.UnseenAsync(ann, TestParty.Cancel));
    }

    [Fact]
    public async Task Dataset_ThatAJobNeeds_CannotBeDeletedUntilItHasEnded()
    {
        var job = await _party.SubmitAsync(Text);
        var ann = await _party.ActorAsync();

        Assert.Contains("Job 1", (await _party.Datasets.DeleteAsync(job.Dataset, ann, TestParty.Cancel)).Refusal, StringComparison.Ordinal);
        await PauseAsync(job);
        Assert.False((await _party.Datasets.DeleteAsync(job.Dataset, ann, TestParty.Cancel)).Ok);
        await CancelAsync(job);
        Assert.True((await _party.Datasets.DeleteAsync(job.Dataset, ann, TestParty.Cancel)).Ok);
    }

    [Fact]
    public async Task EndedJobs_BeyondTheNewest_AreHistory()
    {
        var dataset = await _party.UploadAsync(TestParty.Text(500));
        for (var index = 0; index <= MasterState.EndedKept; index++)
            await CancelAsync(await _party.SubmitAsync(dataset, $"r{index}"));

        Assert.Equal(MasterState.EndedKept, await _party.LookAsync(state => state.Ended.Count));
        Assert.Equal(0, await _party.LookAsync(state => state.Jobs.Count));
        Assert.Equal(MasterState.EndedKept + 1, _party.Live.Current.Jobs[0].Number);
        Assert.Equal(JobState.Cancelled, (await _party.Jobs.FindAsync(1, TestParty.Cancel))?.State);
        Assert.Equal(MasterState.EndedKept + 1, (await _party.Jobs.HistoryAsync(0, 200, TestParty.Cancel)).Length);
        Assert.Equal(1, (await _party.Jobs.HistoryAsync(MasterState.EndedKept, 10, TestParty.Cancel)).Single().Number);
    }

    private int?[] Places() => [.. _party.Live.Current.Jobs.Select(job => job.PlaceInLine)];

    private Task<PartySnapshot> IdleAsync(Func<string?, bool> until) =>
        _party.SeeAsync(snapshot => snapshot.Workers.Length > 0 && until(snapshot.Workers[0].IdleReason), () => $"The machine is idle for another reason: {_party.Live.Current.Workers[0].IdleReason}");

    private async Task<Outcome> PauseAsync(JobView job) => await _party.Jobs.PauseAsync(job.Id, await _party.ActorAsync(), TestParty.Cancel);

    private async Task<Outcome> ResumeAsync(JobView job) => await _party.Jobs.ResumeAsync(job.Id, await _party.ActorAsync(), TestParty.Cancel);

    private async Task<Outcome> CancelAsync(JobView job) => await _party.Jobs.CancelAsync(job.Id, await _party.ActorAsync(), TestParty.Cancel);
}
