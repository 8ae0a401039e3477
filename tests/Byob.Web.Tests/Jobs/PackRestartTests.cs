using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Live;
using Byob.Web.Results;
using Byob.Web.Storage;
using Byob.Web.Tests.Results;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Jobs;

/// <summary>What a master finds again of partials that lie in one file, and what it does about that which it does not find.</summary>
public sealed class PackRestartTests : IAsyncLifetime
{
    private const int Done = 4;
    private static readonly byte[] Text = TestParty.Text(10 * TestParty.ChunkBytes);

    private TestParty _party = null!;

    public async ValueTask InitializeAsync() => _party = await TestParty.StartAsync();

    public ValueTask DisposeAsync() => _party.DisposeAsync();

    [Fact]
    public async Task Restart_WholePack_CountsNothingTwice()
    {
        var (job, _) = await BeginAsync();

        await _party.RestartAsync();

        await _party.WaitAsync(job, view => view.ChunksDone == Done);
        await _party.JoinAndWorkAsync(Text);
        await ExactAsync(job, failures: 0);
    }

    [Fact]
    public async Task Restart_DamageWithinAPartial_CountsThatOneAgain()
    {
        var (job, places) = await BeginAsync();

        await _party.RestartAsync(() => Damage(places[1], places[1].Offset!.Value + places[1].Length / 2));

        await _party.WaitAsync(job, view => view.ChunksDone == Done - 1);
        await _party.JoinAndWorkAsync(Text);
        await ExactAsync(job, failures: 1);
    }

    [Fact]
    public async Task Restart_DamageBetweenPartials_CountsAgainWhatCannotBeFound()
    {
        var (job, places) = await BeginAsync();

        await _party.RestartAsync(() => Damage(places[2], places[2].Offset!.Value - 1));

        await _party.WaitAsync(job, view => view.ChunksDone == 2);
        await _party.JoinAndWorkAsync(Text);
        await ExactAsync(job, failures: 0);
    }

    [Fact]
    public async Task Restart_PackDeleted_CountsAllAgain()
    {
        var (job, places) = await BeginAsync();

        await _party.RestartAsync(() => File.Delete(places[0].Path));

        await _party.WaitAsync(job, view => view.ChunksDone == 0);
        await _party.JoinAndWorkAsync(Text);
        await ExactAsync(job, failures: 0);
    }

    [Fact]
    public async Task Restart_KilledBetweenPartialAndJournal_CountsThatChunkAgainAndIsExact()
    {
        var (job, _) = await BeginAsync();
        // On the disk, and nobody was told.
        var range = new ByteRange(await DoneBytesAsync(job), Text.Length);
        await Inbox.StoreAsync(job.Id, range, CountOptions.Exact, CountedJob.Frames(CountedJob.Partial(Text, range)), TestParty.Cancel);

        await _party.RestartAsync();

        await _party.WaitAsync(job, view => view.ChunksDone == Done);
        await _party.JoinAndWorkAsync(Text);
        await ExactAsync(job, failures: 0);
    }

    [Fact]
    public async Task Merge_DamageBeforeIt_IsCountedAgainAndExact()
    {
        var (job, places) = await BeginAsync();
        // What was added up already would not be read again.
        await _party.Master.Services.GetRequiredService<MergeDesk>().ForgetAsync(job.Id);
        Damage(places[0], places[0].Offset!.Value + 60);

        await _party.JoinAndWorkAsync(Text);

        await ExactAsync(job, failures: 1);
    }

    private PartialInbox Inbox => _party.Master.Services.GetRequiredService<PartialInbox>();

    private static void Damage(PartialPlace place, long at)
    {
        using var file = File.OpenHandle(place.Path, access: FileAccess.ReadWrite, share: FileShare.ReadWrite);
        var one = new byte[1];
        RandomAccess.Read(file, one, at);
        one[0] ^= 0xFF;
        RandomAccess.Write(file, one, at);
    }

    private Task<long> DoneBytesAsync(JobView job) => _party.LookAsync(state => state.FindJob(job.Id)!.Ledger.DoneBytes);

    /// <summary>A job with some chunks done and the worker gone, and where their partials lie, in the order of the pack.</summary>
    private async Task<(JobView Job, List<PartialPlace> Places)> BeginAsync()
    {
        var job = await _party.SubmitAsync(Text);
        var worker = await _party.JoinAsync();
        for (var chunk = 0; chunk < Done; chunk++)
            await worker.CountAsync(await worker.LeaseAsync(), Text);
        await worker.LeaveAsync();
        var shas = await _party.LookAsync(state => state.FindJob(job.Id)!.Done.Select(chunk => chunk.PartialSha256).ToList());
        return (job, shas.ConvertAll(sha => Inbox.Locate(job.Id, sha)!));
    }

    private async Task ExactAsync(JobView job, int failures)
    {
        var done = await _party.WaitAsync(job, JobState.Done);
        Assert.Equal((long)Text.Length, done.DoneBytes);
        // The worker of the beginning left with a chunk.
        Assert.Equal(1 + failures, done.Failures);
        Assert.Equal(TestParty.Counts(Text), await _party.ResultAsync(job));
    }
}
