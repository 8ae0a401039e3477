using System.Diagnostics;
using System.Globalization;

namespace Byob.Benchmarks.Hub;

/// <summary>What a crowd of idle workers costs a real master: memory for each, and processor time for the heartbeats.</summary>
internal static class CrowdBenchmark
{
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(int workers, int seconds)
    {
        await using var master = await MasterUnderTest.StartAsync();
        var identities = await master.EnrolAsync(workers);
        await Task.Delay(s_settle, TimeProvider.System);
        var (cpu, start, alone) = (master.Cpu, Stopwatch.GetTimestamp(), master.MemoryBytes);
        await Task.Delay(s_settle, TimeProvider.System);
        Print("alone", master.Cpu - cpu, Stopwatch.GetElapsedTime(start), alone);

        using var stop = new CancellationTokenSource();
        var party = new List<LightWorker>();
        var beats = new List<Task>();
        foreach (var identity in identities)
        {
            party.Add(await LightWorker.JoinAsync(master.Address, identity, 0));
            beats.Add(party[^1].BeatAsync(s_beat * Random.Shared.NextDouble(), s_beat, stop.Token));
        }

        await Task.Delay(s_settle, TimeProvider.System);
        var heard = party.Sum(worker => worker.Heard);
        (cpu, var own, start) = (master.Cpu, Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        var (elapsed, memory) = (Stopwatch.GetElapsedTime(start), master.MemoryBytes);
        Print(string.Create(CultureInfo.InvariantCulture, $"with {workers:N0} workers"), master.Cpu - cpu, elapsed, memory);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(memory - alone) / 1024 / workers:N0} KiB a connected idle worker; {(party.Sum(worker => worker.Heard) - heard) / elapsed.TotalSeconds / workers:N2} heartbeats of the master a second at each, {party.Count(worker => worker.IsLost)} workers lost; the simulated workers took {(Environment.CpuUsage.TotalTime - own).TotalSeconds:N1} s"));
        await stop.CancelAsync();
        await Task.WhenAll(beats);
        if (party.Exists(worker => worker.IsLost))
            Console.WriteLine(master.LastWords());
        await Parallel.ForEachAsync(party, async (worker, _) => await worker.DisposeAsync());
        return 0;
    }

    private static void Print(string when, TimeSpan cpu, TimeSpan elapsed, long memory) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"master {when}: {cpu / elapsed * 100:N1} % of one core, {memory >> 20} MiB"));
}
