using Byob.Shared.Chunks;
using Byob.Web.Jobs;
using Byob.Web.Live;
using Byob.Web.Results;
using Byob.Web.Storage;
using Byob.Web.Tests.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Jobs;

/// <summary>What a master finds again, and what it does about that which it does not find.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private static readonly byte[] Text = TestParty.Text(10 * TestParty.ChunkBytes);

    private TestParty _party = null!;

    public async ValueTask InitializeAsync() => _party = await TestParty.StartAsync("--Results:ShortPartialBytes=0");

    public ValueTask DisposeAsync() => _party.DisposeAsync();

    [Fact]
    public async Task Restart_JobsInEveryState_AreFoundAgainInTheirOrder()
    {
        var dataset = await _party.UploadAsync(Text);
        var poisoned = await _party.SubmitAsync(TestParty.Text(500), "failed");
        var worker = await _party.JoinAsync();
        for (var attempt = 0; attempt < 3; attempt++)
            await worker.FailAsync((await worker.LeaseAsync()).Token, Shared.Hubs.LeaseFailureKind.CountFailed, "No.");
        var half = await _party.SubmitAsync(dataset, "half");
        var lease = await worker.LeaseAsync();
        await worker.CountAsync(lease, Text);
        var paused = await _party.SubmitAsync(dataset, "paused");
        await _party.Jobs.PauseAsync(paused.Id, await _party.ActorAsync(), TestParty.Cancel);
        var queued = await _party.SubmitAsync(dataset, "queued");
        var gone = await _party.SubmitAsync(dataset, "gone");
        await _party.Jobs.CancelAsync(gone.Id, await _party.ActorAsync(), TestParty.Cancel);

        await _party.RestartAsync();

        var jobs = _party.Live.Current.Jobs;
        Assert.Equal([poisoned.Number, half.Number, paused.Number, queued.Number], jobs.Select(job => job.Number));
        Assert.Equal([JobState.Failed, JobState.Queued, JobState.Paused, JobState.Queued], jobs.Select(job => job.State));
        Assert.Equal((lease.Range.Length, 0L, 1), (jobs[1].DoneBytes, jobs[1].LeasedBytes, jobs[1].ChunksDone));
        Assert.Contains("failed 3 times", jobs[0].StateReason, StringComparison.Ordinal);
        Assert.Equal(3, jobs[0].Failures);
        Assert.Equal(6, (await _party.SubmitAsync(dataset, "next")).Number);
    }

    [Fact]
    public async Task Restart_HalfDone_GoesOnAndIsExactAndCountsNothingTwice()
    {
        var (job, done) = await HalfAsync();

        await _party.RestartAsync();
        var worker = await _party.JoinAsync(slots: 20);
        List<ChunkLease> leases = [];
        while (leases.Sum(lease => lease.Range.Length) < Text.Length - done)
            leases.Add(await worker.LeaseAsync());
        Assert.Equal(Text.Length - done, leases.Sum(lease => lease.Range.Length));
        foreach (var lease in leases)
            await worker.CountAsync(lease, Text);

        await DoneAndExactAsync(job);
    }

    [Fact]
    public async Task Restart_PartialDeletedMeanwhile_IsCountedAgain()
    {
        var (job, done) = await HalfAsync();

        await _party.RestartAsync(() => File.Delete(Partials(job)[0]));

        Assert.True(await _party.LookAsync(state => state.FindJob(job.Id)!.Ledger.DoneBytes) < done);
        await _party.JoinAndWorkAsync(Text);
        await DoneAndExactAsync(job);
    }

    [Fact]
    public async Task Restart_PartialDamagedMeanwhile_IsCountedAgain()
    {
        var (job, _) = await HalfAsync();

        await _party.RestartAsync(() => Damage(Partials(job)[0]));

        await _party.WaitAsync(job, view => view.ChunksDone == 1);
        await _party.JoinAndWorkAsync(Text);
        await DoneAndExactAsync(job);
    }

    [Fact]
    public async Task Restart_WhileMerging_MergesAgain()
    {
        var (job, _) = await HalfAsync();
        // What a master leaves that died in the middle of the merge: all counted, and no result.
        var worker = await _party.JoinAsync(slots: 1);
        Directory.CreateDirectory(ResultFolder(job));
        _ = worker.WorkAsync(Text);
        await _party.WaitAsync(job, JobState.Failed);
        await SetStateAsync(job, JobState.Finishing);

        await _party.RestartAsync(() => Directory.Delete(ResultFolder(job)));

        await DoneAndExactAsync(job);
    }

    [Fact]
    public async Task Restart_WhileMergingWithADamagedPartial_CountsItAgainAndMerges()
    {
        var (job, _) = await HalfAsync();
        var worker = await _party.JoinAsync(slots: 1);
        Directory.CreateDirectory(ResultFolder(job));
        _ = worker.WorkAsync(Text);
        await _party.WaitAsync(job, JobState.Failed);
        await SetStateAsync(job, JobState.Finishing);

        await _party.RestartAsync(() =>
        {
            Directory.Delete(ResultFolder(job));
            Damage(Partials(job)[0]);
            File.Delete(Partials(job)[1]);
        });

        await _party.JoinAndWorkAsync(Text);
        await DoneAndExactAsync(job);
    }

    [Fact]
    public async Task Merge_PartialDamagedBeforeIt_IsCountedAgainAndExact()
    {
        var job = await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        for (var chunk = 0; chunk < 3; chunk++)
            await worker.CountAsync(await worker.LeaseAsync(), Text);
        // What was added up already would not be read again.
        await _party.Master.Services.GetRequiredService<MergeDesk>().ForgetAsync(job.Id);
        Damage(Partials(job)[0]);
        File.Delete(Partials(job)[1]);

        _ = worker.WorkAsync(Text);

        await DoneAndExactAsync(job);
        Assert.Equal(2, (await _party.WaitAsync(job, JobState.Done)).Failures);
    }

    [Fact]
    public async Task Merge_ResultFolderIsThere_FailsWithASentenceAndGoesOnWhenItIsMovedAway()
    {
        var job = await FailedMergeAsync();

        Assert.Contains("holds another result", (await _party.RecordAsync(job)).StateReason, StringComparison.Ordinal);
        Assert.Single(await _party.Master.Services.GetRequiredService<INotices>().UnseenAsync(await _party.ActorAsync(), TestParty.Cancel));
        Directory.Delete(ResultFolder(job), recursive: true);
        Assert.True((await _party.Jobs.ResumeAsync(job.Id, await _party.ActorAsync(), TestParty.Cancel)).Ok);

        await DoneAndExactAsync(job);
    }

    [Fact]
    public async Task Merge_FailedBeforeARestart_StaysFailedUntilResumed()
    {
        var job = await FailedMergeAsync();

        await _party.RestartAsync();

        Assert.Equal(JobState.Failed, await _party.StateAsync(job));
        Directory.Delete(ResultFolder(job), recursive: true);
        Assert.True((await _party.Jobs.ResumeAsync(job.Id, await _party.ActorAsync(), TestParty.Cancel)).Ok);
        await DoneAndExactAsync(job);
    }

    [Fact]
    public async Task Restart_DatasetGone_ParksTheJobWithASentenceAndTellsItsSubmitter()
    {
        var (job, _) = await HalfAsync();

        await _party.RestartAsync(() =>
        {
            foreach (var file in Directory.GetFiles(Path.Combine(DataFolder, "datasets")))
                File.Delete(file);
        });

        Assert.Equal(JobState.Failed, await _party.StateAsync(job));
        Assert.Contains("text.txt", (await _party.RecordAsync(job)).StateReason, StringComparison.Ordinal);
        Assert.Single(await _party.Master.Services.GetRequiredService<INotices>().UnseenAsync(await _party.ActorAsync(), TestParty.Cancel));
        Assert.Contains("cannot go on", (await _party.Jobs.ResumeAsync(job.Id, await _party.ActorAsync(), TestParty.Cancel)).Refusal, StringComparison.Ordinal);
        Assert.True((await _party.Jobs.CancelAsync(job.Id, await _party.ActorAsync(), TestParty.Cancel)).Ok);
    }

    [Fact]
    public async Task Restart_PartialsOfJobsThatEnded_AreSwept()
    {
        var (job, _) = await HalfAsync();
        var leftover = Path.Combine(_party.Folder.Partials, JobId.New().ToString());
        Directory.CreateDirectory(leftover);

        await _party.RestartAsync();

        Assert.False(Directory.Exists(leftover));
        Assert.Equal(2, Partials(job).Length);
    }

    [Fact]
    public async Task Store_NoRoomOnTheDisk_IsRetryAndTheLeaseLives()
    {
        await using var full = await TestParty.StartAsync($"--Results:KeepFreeBytes={1L << 60}");
        await full.SubmitAsync(Text);
        var worker = await full.JoinAsync();
        var lease = await worker.LeaseAsync();

        var reply = await worker.CountAsync(lease, Text);

        Assert.Equal(Shared.Hubs.SubmissionOutcome.Retry, reply.Outcome);
        Assert.Equal(1, await full.LeasesAsync(worker));
        Assert.Empty(Directory.GetFiles(full.Folder.Temporary));
    }

    private string DataFolder => _party.Root;

    private string ResultFolder(JobView job) => Path.Combine(DataFolder, "results", job.ResultName);

    private string[] Partials(JobView job) => Directory.GetFiles(Path.Combine(DataFolder, "partials", job.Id.ToString()));

    private static void Damage(string partial)
    {
        var bytes = File.ReadAllBytes(partial);
        bytes[bytes.Length / 2] ^= 0xFF;
        File.WriteAllBytes(partial, bytes);
    }

    /// <summary>A job with two chunks done and the worker gone.</summary>
    private async Task<(JobView Job, long Done)> HalfAsync()
    {
        var job = await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        var done = 0L;
        for (var chunk = 0; chunk < 2; chunk++)
        {
            var lease = await worker.LeaseAsync();
            await worker.CountAsync(lease, Text);
            done += lease.Range.Length;
        }

        await worker.LeaveAsync();
        return (job, done);
    }

    /// <summary>A job whose every byte is counted, and whose result's place is taken.</summary>
    private async Task<JobView> FailedMergeAsync()
    {
        var job = await _party.SubmitAsync(Text);
        Directory.CreateDirectory(ResultFolder(job));
        await _party.JoinAndWorkAsync(Text);
        return await _party.WaitAsync(job, JobState.Failed);
    }

    private Task<int> SetStateAsync(JobView job, JobState state) => _party.Master.Services.GetRequiredService<PartyStore>().WriteAsync(
        context => context.Jobs.Where(record => record.Id == job.Id.Value).ExecuteUpdateAsync(update => update.SetProperty(record => record.State, state), TestParty.Cancel),
        TestParty.Cancel);

    private async Task DoneAndExactAsync(JobView job)
    {
        var done = await _party.WaitAsync(job, JobState.Done);
        Assert.Equal((long)Text.Length, done.DoneBytes);
        Assert.Equal(TestParty.Counts(Text), await _party.ResultAsync(job));
        var ledger = await _party.Live.LedgerAsync(job.Id, TestParty.Cancel);
        Assert.True(ledger!.Proof.Complete);
        Assert.Equal((false, false), await _party.ReadAsync(async context => (await context.DoneChunks.AnyAsync(TestParty.Cancel), await context.ChunkFailures.AnyAsync(TestParty.Cancel))));
    }
}
