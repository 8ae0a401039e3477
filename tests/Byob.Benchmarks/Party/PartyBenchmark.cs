using System.Diagnostics;
using System.Globalization;
using Byob.Benchmarks.Hub;
using Byob.Shared.Counting;
using Byob.Shared.Hubs;

namespace Byob.Benchmarks.Party;

/// <summary>How much of this machine's cores a whole party on it turns into counting: a real master, real workers, and the kernel measured between.</summary>
internal static class PartyBenchmark
{
    private const int MostKernelBytes = 500_000_000;
    private const int Runs = 5;
    private static readonly TimeSpan s_comingIn = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    /// <param name="who">One of the parties by name; all of them when null.</param>
    public static async Task<int> RunAsync(string file, string? who = null)
    {
        var length = new FileInfo(file).Length;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{length:N0} bytes, {Environment.ProcessorCount} cores; the best of {Runs} jobs each, after one that is not counted; the master compiles itself during the first ones; the kernel counts a part in memory just before"));
        if (who is null or "built-in")
            await MeasureAsync("built-in worker", file, builtIn: true, workers: 0);
        if (who is null or "http")
            await MeasureAsync("two workers over HTTP", file, builtIn: false, workers: 2);
        if (who is null or "both")
            await MeasureAsync("built-in and two over HTTP", file, builtIn: true, workers: 2);
        return 0;
    }

    /// <summary>Prints what a party made of this machine, or a part of it, needs for a file, and returns it.</summary>
    public static async Task<PartyFigures> MeasureAsync(string what, string file, bool builtIn, int workers)
    {
        var (kernel, kernelCpu) = await Task.Run(() => Kernel(file));
        await using var master = await MasterUnderTest.StartAsync(builtIn ? "--Worker:BuiltIn=true" : "--Worker:BuiltIn=false");
        await master.EnrolAsync(1);
        var machines = Enumerable.Range(1, workers).Select(number => new WorkerUnderTest(master.Address, $"http-{number}")).ToList();
        try
        {
            await using var text = File.OpenRead(file);
            var dataset = await master.UploadAsync(text);
            await Task.Delay(s_comingIn, TimeProvider.System);
            await RunAsync(master, dataset);
            var runs = new List<(TimeSpan Whole, TimeSpan Tail, JobStatus Status)>();
            var cpus = new List<double>();
            for (var run = 0; run < Runs; run++)
            {
                var before = Cpu(master, machines);
                runs.Add(await RunAsync(master, dataset));
                cpus.Add((Cpu(master, machines) - before).TotalSeconds);
            }

            var cpu = cpus.Min();
            var best = runs.MinBy(run => run.Whole);
            var counting = text.Length / (best.Whole - best.Tail).TotalSeconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {text.Length / best.Whole.TotalSeconds / 1e6:N0} MB/s to the result, {counting / 1e6:N0} MB/s to the last byte; kernel {kernel / 1e6:N0} MB/s a core; to the result ÷ one core {text.Length / best.Whole.TotalSeconds / kernel:N2}, ÷ all cores {text.Length / best.Whole.TotalSeconds / kernel / Environment.ProcessorCount:N2}; to the last byte ÷ all cores {counting / kernel / Environment.ProcessorCount:N2}"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {best.Whole.TotalSeconds:N2} s in all (others {string.Join(", ", runs.Select(run => run.Whole.TotalSeconds.ToString("N2", CultureInfo.InvariantCulture)))}), {best.Tail.TotalSeconds:N2} s after the last byte; {best.Status.ChunksDone} chunks, {best.Status.TotalWords:N0} words, {best.Status.DistinctWords:N0} distinct"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {cpu:N2} s of processor time in all processes for the cheapest job (in turn {string.Join(", ", cpus.Select(job => job.ToString("N2", CultureInfo.InvariantCulture)))}); the kernel alone takes {text.Length * kernelCpu:N2} s, a share of {text.Length * kernelCpu / cpu:N2}"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  peak memory, of that its own without mapped files: master {master.PeakMemoryBytes >> 20} MiB, {master.PeakOwnMemoryBytes >> 20} MiB{string.Concat(machines.Select(machine => string.Create(CultureInfo.InvariantCulture, $"; worker {machine.PeakMemoryBytes >> 20} MiB, {machine.PeakOwnMemoryBytes >> 20} MiB")))}"));
            return new PartyFigures(best.Whole, best.Tail, master.PeakMemoryBytes, machines.Select(machine => machine.PeakMemoryBytes).DefaultIfEmpty().Max());
        }
        finally
        {
            foreach (var machine in machines)
                await machine.DisposeAsync();
        }
    }

    /// <summary>One job, from where it was taken to its result, and what of that came after its last byte was counted.</summary>
    private static async Task<(TimeSpan Whole, TimeSpan Tail, JobStatus Status)> RunAsync(MasterUnderTest master, Guid dataset)
    {
        var job = await master.SubmitAsync(dataset);
        var start = Stopwatch.GetTimestamp();
        TimeSpan? counted = null;
        while (true)
        {
            var status = await master.StatusAsync(job);
            var now = Stopwatch.GetElapsedTime(start);
            if (status.State is "Finishing" or "Done")
                counted ??= now;
            if (status.State == "Done")
                return (now, now - counted!.Value, status);
            if (status.State is "Failed" or "Paused" or "Cancelled")
                throw new InvalidOperationException($"The job is {status.State}: {status.Reason}");
            await Task.Delay(s_poll, TimeProvider.System);
        }
    }

    private static TimeSpan Cpu(MasterUnderTest master, List<WorkerUnderTest> workers) =>
        workers.Aggregate(master.Cpu, (sum, worker) => sum + worker.Cpu);

    /// <summary>Bytes a second of one core and seconds of processor time a byte, the best of three, on a text in memory.</summary>
    private static (double BytesPerSecond, double CpuSecondsPerByte) Kernel(string file)
    {
        using var input = File.OpenRead(file);
        var text = new byte[(int)Math.Min(input.Length, MostKernelBytes)];
        input.ReadExactly(text);
        var counter = new WordCounter(CountOptions.Exact);
        var best = 0.0;
        var leastCpu = double.MaxValue;
        for (var run = 0; run <= Runs; run++)
        {
            counter.Reset();
            var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            KernelBenchmark.Count(counter, text);
            best = Math.Max(best, text.Length / Stopwatch.GetElapsedTime(start).TotalSeconds);
            leastCpu = Math.Min(leastCpu, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / text.Length);
        }

        return (best, leastCpu);
    }
}
