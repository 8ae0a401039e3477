using Byob.Shared.Hubs;
using Byob.Worker.Status;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests;

public sealed class WorkerEngineTests
{
    [Fact]
    public async Task Engine_Joins_SaysWhatItIsAndCan()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = RunningWorker.Start(master, slots: 3, prefetch: 2);

        var join = await master.Joins.NextAsync();

        Assert.Equal(ProtocolVersion.Current, join.ProtocolVersion);
        Assert.Equal(new WorkerCapacity(3, 2), join.Capacity);
        Assert.Equal(Environment.ProcessorCount, join.Machine.Cores);
        Assert.Equal(Environment.MachineName, join.Machine.HostName);
        Assert.True(join.Machine.MemoryBytes > 0);
        Assert.Empty(join.Held);
        Assert.NotEqual(Guid.Empty, join.Instance);
    }

    [Fact]
    public async Task Engine_BehindAPathPrefix_JoinsAndCounts()
    {
        var text = Texts.Make(2_000);
        await using var master = await TestMaster.StartAsync(text, "/party");
        await using var worker = await RunningWorker.JoinAsync(master);

        await master.AssignAsync(Texts.All(text));

        var (_, partial, _) = await master.Submissions.NextAsync();
        Assert.Equal(Texts.Count(text), Texts.Merge([partial]));
    }

    [Fact]
    public async Task Engine_ManyChunks_PartialsMergeToTheReferenceCounts()
    {
        var text = Texts.Make(300_000);
        await using var master = await TestMaster.StartAsync(text);
        master.MaxFrameBytes = 4 << 10;
        await using var worker = await RunningWorker.JoinAsync(master, slots: 2, prefetch: 1);
        var waiting = new Queue<Byob.Shared.Chunks.ByteRange>(Texts.Cut(text, 12));
        for (var credit = 0; credit < 3; credit++)
            await master.AssignAsync(waiting.Dequeue());

        var partials = new List<byte[]>();
        while (partials.Count < 12)
        {
            var (_, partial, largestFrame) = await master.Submissions.NextAsync();
            Assert.InRange(largestFrame, 1, 4 << 10);
            partials.Add(partial);
            if (waiting.TryDequeue(out var next))
                await master.AssignAsync(next);
        }

        Assert.Equal(Texts.Count(text), Texts.Merge(partials));
        for (var accepted = 0; accepted < 12; accepted++)
            await worker.News.NextAsync(news => news.Kind == WorkerNewsKind.ChunkAccepted);
        Assert.Equal(12, worker.Engine.Status.ChunksAccepted);
        Assert.Equal(text.Length, worker.Engine.Status.BytesCounted);
    }
}
