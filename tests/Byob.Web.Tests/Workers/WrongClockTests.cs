using Byob.Shared.Hubs;
using Byob.Web.Live;
using Byob.Web.Storage;
using Byob.Web.Tests.Jobs;
using Byob.Web.Tests.Hosting;
using Byob.Worker;
using Byob.Worker.Counting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Byob.Web.Tests.Workers;

/// <summary>Real workers whose clocks are hours off: nothing that the master decides hangs on their time of day.</summary>
public sealed class WrongClockTests
{
    [Fact]
    public async Task Workers_ClocksHoursAheadAndBehind_CountExactlyAndAreNeverLost()
    {
        await using var party = await TestParty.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestParty.Cancel);
        using var folder = new TemporaryFolder();
        var ahead = RunAsync(party, await party.EnrolAsync("Ann", "ahead"), folder.Path, TimeSpan.FromHours(9), stop.Token);
        var behind = RunAsync(party, await party.EnrolAsync("Bob", "behind"), folder.Path, TimeSpan.FromHours(-14), stop.Token);
        await party.SeeAsync(snapshot => snapshot.Workers.Count(worker => worker.Liveness == WorkerLiveness.Alive) == 2, () => "The two did not join.");
        var text = TestParty.Text(60 * TestParty.ChunkBytes);

        var job = await party.SubmitAsync(text);
        await party.WaitAsync(job, JobState.Done);

        Assert.Equal(TestParty.Counts(text), await party.ResultAsync(job));
        Assert.All(party.Live.Current.Workers, worker => Assert.Equal(WorkerLiveness.Alive, worker.Liveness));
        var proof = await party.ProofAsync(job);
        var now = TimeProvider.System.GetUtcNow();
        Assert.All(proof.Ranges, range => Assert.InRange(range.DoneAt, now.AddHours(-1), now.AddHours(1)));
        await stop.CancelAsync();
        await Task.WhenAll(ahead, behind).WaitAsync(MasterHost.Patience, TestParty.Cancel);
    }

    private static async Task RunAsync(TestParty party, EnrolReply identity, string folder, TimeSpan off, CancellationToken stop)
    {
        var token = new Func<CancellationToken, ValueTask<string?>>(_ => ValueTask.FromResult<string?>(identity.Token));
        using var source = new HttpRangeSource(party.Master.Address, token);
        var engine = new WorkerEngine(
            new WorkerEngineOptions { Master = party.Master.Address, Token = token, SpoolFolder = Path.Combine(folder, identity.WorkerName), Capacity = new WorkerCapacity(1, 1), MeasureAtStart = false },
            source,
            new OffTime(off),
            NullLoggerFactory.Instance);
        await engine.RunAsync(stop);
    }

    private sealed class OffTime(TimeSpan off) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + off;
    }
}
