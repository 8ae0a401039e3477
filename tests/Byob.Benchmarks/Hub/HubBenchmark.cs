using System.Diagnostics;
using System.Globalization;

namespace Byob.Benchmarks.Hub;

/// <summary>How many leases a second a real master hands out and takes back, and how long a worker waits for its next one.</summary>
internal static class HubBenchmark
{
    private const int ChunkBytes = 1024;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(1);

    /// <param name="rate">Cycles a second that all workers together ask for; 0 for as many as the master gives.</param>
    public static async Task<int> RunAsync(int workers, int seconds, int rate)
    {
        // Room for twice what is asked of the master, so that the end of the job is never near.
        var chunks = (rate > 0 ? rate : 6000) * (seconds + (int)s_warmUp.TotalSeconds) * 2;
        var partials = new PartialPool(chunks / 2, ChunkBytes);
        await using var master = await MasterUnderTest.StartAsync(
            string.Create(CultureInfo.InvariantCulture, $"--Scheduler:SmallestChunkBytes={ChunkBytes}"),
            string.Create(CultureInfo.InvariantCulture, $"--Scheduler:LargestChunkBytes={ChunkBytes}"));
        var identities = await master.EnrolAsync(workers);
        var job = await master.SubmitAsync(Text(chunks));
        var idle = master.MemoryBytes;

        var times = new CycleTimes();
        using var stop = new CancellationTokenSource();
        var party = new List<LightWorker>();
        foreach (var identity in identities)
            party.Add(await LightWorker.JoinAsync(master.Address, identity, ChunkBytes));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{workers} workers: master {idle >> 20} MiB before they joined, {master.MemoryBytes >> 20} MiB after"));

        var pace = rate > 0 ? TimeSpan.FromSeconds((double)workers / rate) : TimeSpan.Zero;
        var work = party.SelectMany((worker, number) => (Task[])
        [
            worker.BeatAsync(s_beat * number / workers, s_beat, stop.Token),
            worker.CountAsync(partials, times, pace * number / workers, pace, stop.Token),
        ]).ToList();
        await Task.Delay(s_warmUp, TimeProvider.System);

        var (cpu, own, start) = (master.Cpu, Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        times.Start();
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        times.Stop();
        var elapsed = Stopwatch.GetElapsedTime(start);
        var (spent, ownSpent, memory) = (master.Cpu - cpu, Environment.CpuUsage.TotalTime - own, master.MemoryBytes);
        var status = await master.StatusAsync(job);
        await stop.CancelAsync();
        await Task.WhenAll(work);

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{times.Cycles / elapsed.TotalSeconds:N0} cycles a second over {elapsed.TotalSeconds:N1} s{(rate > 0 ? $" (asked for {rate:N0})" : "")}, {status.ChunksDone:N0} chunks done in all, {party.Count(worker => worker.IsLost)} workers lost"));
        times.Print();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  master: {spent.TotalSeconds:N1} s of processor time, {spent.TotalMilliseconds * 1000 / Math.Max(1, times.Cycles):N0} us a cycle, {memory >> 20} MiB; the simulated workers took {ownSpent.TotalSeconds:N1} s"));
        if (party.Exists(worker => worker.IsLost))
            Console.WriteLine(master.LastWords());
        foreach (var worker in party)
            await worker.DisposeAsync();
        return 0;
    }

    /// <summary>Words of eight bytes with their space, so that every chunk has the same length.</summary>
    private static byte[] Text(int chunks)
    {
        var text = new byte[chunks * ChunkBytes];
        for (var at = 0; at < text.Length; at += 8)
            "letters "u8.CopyTo(text.AsSpan(at));
        return text;
    }
}
