using System.Diagnostics;
using System.Threading.Channels;
using Byob.Web.Jobs;
using Byob.Web.Live;
using Byob.Web.Storage;
using Byob.Web.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Byob.Web.Tests.Jobs;

public sealed class CoordinatorTests
{
    private static readonly byte[] Text = TestParty.Text(3 * TestParty.ChunkBytes);

    [Fact]
    public async Task Step_ThatThrows_AnswersItsAskerAndHarmsNobodyElse()
    {
        await using var party = await TestParty.StartAsync();
        var coordinator = Coordinator(party);
        await using var held = await HeldCoordinator.HoldAsync(party);

        var before = coordinator.AskAsync(_ => 1, TestParty.Cancel);
        var bad = coordinator.AskAsync<int>(_ => throw new InvalidOperationException("Bad luck."), TestParty.Cancel);
        var after = coordinator.AskAsync(_ => 2, TestParty.Cancel);
        held.Release();

        Assert.Equal("Bad luck.", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        Assert.Equal((1, 2), (await before, await after));
        Assert.Contains(party.Master.Log.Entries, entry => entry.Id == 3009);
    }

    [Fact]
    public async Task Steps_RunInTheOrderInWhichTheyWereAsked()
    {
        await using var party = await TestParty.StartAsync();
        List<int> order = [];
        await using var held = await HeldCoordinator.HoldAsync(party);

        var steps = Enumerable.Range(0, 1000).Select(number => Coordinator(party).AskAsync(_ => order.Add(number), TestParty.Cancel)).ToList();
        held.Release();
        await Task.WhenAll(steps);

        Assert.Equal(Enumerable.Range(0, 1000), order);
    }

    [Fact]
    public async Task BrokenAccount_StopsTheMasterLoudlyAndNobodyWaitsForEver()
    {
        await using var party = await TestParty.StartAsync();
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        party.Master.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => stopping.TrySetResult());
        var coordinator = Coordinator(party);
        var held = await HeldCoordinator.HoldAsync(party);
        Task[] batch =
        [
            coordinator.AskAsync(_ => 1, TestParty.Cancel),
            coordinator.AskAsync<int>(_ => throw new UnreachableException("Two and two are five."), TestParty.Cancel),
            coordinator.AskAsync(_ => 1, TestParty.Cancel),
        ];
        held.Release();

        // Nothing of the batch was written, so nobody of it is told that it was done.
        foreach (var asked in batch)
            await Assert.ThrowsAsync<MasterStoppingException>(() => asked.WaitAsync(MasterHost.Patience, TestParty.Cancel));
        await stopping.Task.WaitAsync(MasterHost.Patience, TestParty.Cancel);
        await Assert.ThrowsAsync<MasterStoppingException>(() => coordinator.AskAsync(_ => 1, TestParty.Cancel));
        Assert.True(coordinator.ExecuteTask!.IsFaulted);
        Assert.Contains(party.Master.Log.Entries, entry => entry is { Id: 3001, Level: LogLevel.Critical });
    }

    [Fact]
    public async Task Stop_AnswersWhatWasAskedBeforeAndRefusesWhatComesAfter()
    {
        await using var party = await TestParty.StartAsync();
        var job = await party.SubmitAsync(Text);
        var coordinator = Coordinator(party);
        var ann = await party.ActorAsync();
        Task<Outcome> pausing;
        Task stopping;
        await using (var held = await HeldCoordinator.HoldAsync(party))
        {
            pausing = party.Jobs.PauseAsync(job.Id, ann, TestParty.Cancel);
            stopping = coordinator.StopAsync(TestParty.Cancel);
            held.Release();
        }

        await stopping.WaitAsync(MasterHost.Patience, TestParty.Cancel);
        Assert.True((await pausing).Ok);
        Assert.Equal(JobState.Paused, (await party.RecordAsync(job)).State);
        await Assert.ThrowsAsync<MasterStoppingException>(() => coordinator.LookAsync(_ => 1, TestParty.Cancel));
    }

    [Fact]
    public async Task Database_ThatCannotBeWritten_KeepsEverybodyWaitingAndThenTellsThem()
    {
        var disk = new FaultyDisk();
        await using var party = await TestParty.StartAsync(null, builder => builder.Services.ConfigureDbContext<PartyDbContext>(options => options.AddInterceptors(disk)));
        var job = await party.SubmitAsync(Text);
        var worker = await party.JoinAsync();
        var lease = await worker.LeaseAsync();

        disk.Fault = new SqliteException("database or disk is full", 13);
        var counting = worker.CountAsync(lease, Text);
        await disk.TriedAsync();
        await disk.TriedAsync();
        Assert.False(counting.IsCompleted);
        Assert.Equal(0, party.Live.Current.Jobs.Single().DoneBytes);

        disk.Fault = null;
        Assert.Equal(Shared.Hubs.SubmissionOutcome.Accepted, (await counting).Outcome);
        Assert.Equal(1, await party.ReadAsync(context => context.DoneChunks.CountAsync(chunk => chunk.JobId == job.Id.Value, TestParty.Cancel)));
        Assert.Equal(lease.Range.End, (await worker.LeaseAsync()).Range.Start);
        Assert.Contains(party.Master.Log.Entries, entry => entry.Id == 3002);
    }

    [Fact]
    public async Task Database_ThatContradictsTheAccount_StopsTheMasterInsteadOfWaitingForEver()
    {
        await using var party = await TestParty.StartAsync();
        var job = await party.SubmitAsync(Text);
        await party.Master.Services.GetRequiredService<PartyStore>().WriteAsync(
            context => context.Jobs.Where(record => record.Id == job.Id.Value).ExecuteDeleteAsync(TestParty.Cancel), TestParty.Cancel);
        var ann = await party.ActorAsync();

        await Assert.ThrowsAsync<MasterStoppingException>(() => party.Jobs.PauseAsync(job.Id, ann, TestParty.Cancel).WaitAsync(MasterHost.Patience, TestParty.Cancel));

        Assert.True(Coordinator(party).ExecuteTask!.IsFaulted);
    }

    [Fact]
    public async Task Peek_IsAnsweredBeforeWhatItSawIsWritten_AndALookAfter()
    {
        var disk = new FaultyDisk();
        await using var party = await TestParty.StartAsync(null, builder => builder.Services.ConfigureDbContext<PartyDbContext>(options => options.AddInterceptors(disk)));
        var job = await party.SubmitAsync(Text);
        var ann = await party.ActorAsync();
        var coordinator = Coordinator(party);
        Task<Outcome> pausing;
        Task<JobState?> peek;
        Task<JobState?> look;
        await using (var held = await HeldCoordinator.HoldAsync(party))
        {
            pausing = party.Jobs.PauseAsync(job.Id, ann, TestParty.Cancel);
            peek = coordinator.PeekAsync(state => state.FindJob(job.Id)?.Record.State, TestParty.Cancel);
            look = coordinator.LookAsync(state => state.FindJob(job.Id)?.Record.State, TestParty.Cancel);
            disk.Fault = new SqliteException("database or disk is full", 13);
            held.Release();

            Assert.Equal(JobState.Paused, await peek.WaitAsync(MasterHost.Patience, TestParty.Cancel));
            await disk.TriedAsync();
            Assert.False(pausing.IsCompleted);
            Assert.False(look.IsCompleted);
            disk.Fault = null;
        }

        Assert.True((await pausing.WaitAsync(MasterHost.Patience, TestParty.Cancel)).Ok);
        Assert.Equal(JobState.Paused, await look.WaitAsync(MasterHost.Patience, TestParty.Cancel));
    }

    [Fact]
    public async Task Look_ChangesNothing_SoThatNoSnapshotFollows()
    {
        var time = TestParty.NewTime();
        await using var party = await TestParty.StartAsync(time, null);
        // A tick that publishes what the start left.
        await party.PassUntilAsync(_ => time.GetUtcNow() > TestParty.NewTime().GetUtcNow().AddSeconds(1.5));
        await party.LookAsync(_ => 1);
        var version = party.Live.Current.Version;

        for (var looks = 0; looks < 3; looks++)
        {
            await party.LookAsync(_ => 1);
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await party.LookAsync(_ => 1);
        Assert.Equal(version, party.Live.Current.Version);
        await Coordinator(party).AskAsync(_ => 1, TestParty.Cancel);
        time.Advance(TimeSpan.FromMilliseconds(200));
        await party.PassUntilAsync(_ => party.Live.Current.Version > version);
    }

    private static Coordinator Coordinator(TestParty party) => party.Master.Services.GetRequiredService<Coordinator>();

    /// <summary>A disk that fails as long as it is told to.</summary>
    private sealed class FaultyDisk : SaveChangesInterceptor
    {
        private readonly Channel<bool> _tries = Channel.CreateUnbounded<bool>();

        public Exception? Fault { get; set; }

        /// <summary>Ends when a write was tried in vain.</summary>
        public Task<bool> TriedAsync() => _tries.Reader.ReadAsync(TestParty.Cancel).AsTask().WaitAsync(MasterHost.Patience, TestParty.Cancel);

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (Fault is not { } fault)
                return ValueTask.FromResult(result);
            _tries.Writer.TryWrite(true);
            throw fault;
        }
    }
}
