using Byob.Shared.Hubs;
using Byob.Worker.Status;
using Byob.Worker.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace Byob.Worker.Tests.Connection;

public sealed class PulseTests
{
    [Fact]
    public async Task Master_SilentForFiveIntervals_TheLineIsGivenUp()
    {
        var time = new FakeTimeProvider();
        await using var master = await TestMaster.StartAsync();
        master.HeartbeatInterval = TimeSpan.FromSeconds(2);
        await using var worker = RunningWorker.Start(master, time: time);
        await master.Heartbeats.NextAsync();

        time.Advance(TimeSpan.FromSeconds(12));

        var news = await worker.News.NextAsync(news => news.Sentence.Contains("Dialling again", StringComparison.Ordinal));
        Assert.StartsWith("The master has been silent for 12 seconds.", news.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Master_HeartbeatsComing_TheLineStays()
    {
        var time = new FakeTimeProvider();
        await using var master = await TestMaster.StartAsync();
        master.HeartbeatInterval = TimeSpan.FromSeconds(2);
        await using var worker = RunningWorker.Start(master, time: time);
        await master.Heartbeats.NextAsync();

        for (var beat = 1; beat <= 12; beat++)
        {
            await master.Worker.MasterHeartbeat(new MasterHeartbeat(1));
            // The heartbeat has been heard once a later message has been.
            await master.Worker.CurrentJob(new JobNotice(new(Guid.Empty), beat, "a text", 10, "Ada"));
            await worker.News.NextAsync(news => news.Kind == WorkerNewsKind.JobChanged && news.Sentence.Contains($"job {beat}:", StringComparison.Ordinal));
            time.Advance(TimeSpan.FromSeconds(2));
            await master.Heartbeats.NextAsync();
        }

        Assert.Equal(1, master.Joins.Count);
        Assert.Equal(ConnectionState.Joined, worker.Engine.Status.Connection);
    }

    [Fact]
    public async Task Heartbeat_NothingToDo_SaysWhyInWords()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = await RunningWorker.JoinAsync(master);

        var idle = await master.Heartbeats.NextAsync();

        Assert.Equal("The party has no job to count.", idle.IdleReason);
        Assert.Empty(idle.Progress);
        Assert.InRange(idle.Vitals.CpuPercent, 0, 100);
        Assert.True(idle.Vitals.MemoryBytes > 0);
        await master.Worker.CurrentJob(new JobNotice(new(Guid.Empty), 3, "a text", 10, "Ada"));
        Assert.Equal("Waits for a chunk.", (await master.Heartbeats.NextAsync(beat => beat.IdleReason != idle.IdleReason)).IdleReason);
    }
}
