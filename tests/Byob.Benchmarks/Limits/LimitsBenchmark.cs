using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Byob.Benchmarks.Corpora;
using Byob.Benchmarks.Hub;

namespace Byob.Benchmarks.Limits;

/// <summary>Each of an owner's limits: the value that is set, and what a real worker takes under a real job, measured from outside.</summary>
internal static class LimitsBenchmark
{
    private const int LowMegabytes = 400;
    private const int HighMegabytes = 200;
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);

    /// <summary>Others that run at normal priority, one a core.</summary>
    private static readonly int s_cores = Environment.ProcessorCount;

    public static async Task<int> RunAsync(string? which)
    {
        (string Name, Func<MasterUnderTest, Guid, Guid, Task> Run)[] all =
        [
            ("cpu", async (master, low, _) => await CpuAsync(master, low)),
            ("priority", async (master, low, _) => await PriorityAsync(master, low)),
            ("slots", async (master, low, _) => await SlotsAsync(master, low)),
            ("memory", async (master, _, high) => await MemoryAsync(master, high)),
            ("disk", async (master, _, high) => await DiskAsync(master, high)),
            ("network", NetworkAsync),
            ("hours", async (master, low, _) => await HoursAsync(master, low)),
        ];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{s_cores} cores; each value is taken over {s_window.TotalSeconds:0} s of a running job, after {s_settle.TotalSeconds:0} s"));
        foreach (var (name, run) in all.Where(one => which is null || one.Name == which))
        {
            await using var master = await MasterUnderTest.StartAsync();
            await master.EnrolAsync(1);
            var low = await master.SubmitLaterAsync(CorpusKind.Low, LowMegabytes);
            var high = await master.SubmitLaterAsync(CorpusKind.High, HighMegabytes);
            await run(master, low, high);
        }

        return 0;
    }

    private static async Task<Guid> SubmitLaterAsync(this MasterUnderTest master, CorpusKind kind, int megabytes)
    {
        using var text = new MemoryStream();
        new Corpus(kind, CorpusCommand.Seed).WriteTo(text, megabytes * 1_000_000L);
        text.Position = 0;
        return await master.UploadAsync(text);
    }

    private static async Task CpuAsync(MasterUnderTest master, Guid dataset)
    {
        await using var pump = new JobPump(master, dataset);
        foreach (var percent in new int?[] { null, 50, 25, 10 })
        {
            await using var worker = await LimitedWorker.StartAsync(master.Address, $"cpu-{percent ?? 100}", Of("cpuPercent", percent));
            await Task.Delay(s_settle, TimeProvider.System);
            Say($"cpuPercent {percent?.ToString(CultureInfo.InvariantCulture) ?? "-"}", $"{await ShareAsync(worker):0.0} % of the machine");
        }
    }

    private static async Task PriorityAsync(MasterUnderTest master, Guid dataset)
    {
        await using var pump = new JobPump(master, dataset);
        foreach (var priority in new[] { "normal", "low", "idle" })
        {
            await using var worker = await LimitedWorker.StartAsync(master.Address, $"priority-{priority}", Of("priority", priority));
            await Task.Delay(s_settle, TimeProvider.System);
            var alone = await ShareAsync(worker);
            using var others = new Others(s_cores);
            Say($"priority {priority}", $"{alone:0.0} % of the machine alone, {await ShareAsync(worker):0.0} % beside {s_cores} busy threads of normal priority; threads that count: {Scheduling(worker.ProcessId)}");
        }
    }

    private static async Task SlotsAsync(MasterUnderTest master, Guid dataset)
    {
        await using var pump = new JobPump(master, dataset);
        foreach (var slots in new[] { 1, 2 })
        {
            await using var worker = await LimitedWorker.StartAsync(master.Address, $"slots-{slots}", Of("slots", slots));
            await Task.Delay(s_settle, TimeProvider.System);
            var most = 0;
            var share = ShareAsync(worker);
            while (!share.IsCompleted)
            {
                most = Math.Max(most, Threads(worker.ProcessId).Count(thread => thread.Name == CountingThread));
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }

            Say($"slots {slots}", $"at most {most} threads that count, {await share * s_cores / 100:0.00} cores");
        }
    }

    private static async Task MemoryAsync(MasterUnderTest master, Guid dataset)
    {
        await using var pump = new JobPump(master, dataset);
        foreach (var mebibytes in new int?[] { null, 512, 256, 192 })
        {
            await using var worker = await LimitedWorker.StartAsync(master.Address, $"memory-{mebibytes ?? 0}", Of("memoryMiB", mebibytes));
            await Task.Delay(s_settle + s_window + s_window, TimeProvider.System);
            Say(
                $"memoryMiB {mebibytes?.ToString(CultureInfo.InvariantCulture) ?? "-"}",
                $"peak {worker.Memory.WorkingSetBytes >> 20} MiB, of that its own {worker.Memory.OwnBytes >> 20} MiB; {worker.Lines.Count(line => line.Contains("more memory than", StringComparison.Ordinal) && line.Contains("Takes no chunks", StringComparison.Ordinal))} pauses, {worker.Lines.Count(line => line.Contains("Counted job", StringComparison.Ordinal))} chunks counted");
        }
    }

    private static async Task DiskAsync(MasterUnderTest master, Guid dataset)
    {
        await using var pump = new JobPump(master, dataset);
        foreach (var mebibytes in new int?[] { null, 64 })
        {
            // Little memory and a slow way out: words are set aside, and partials wait.
            var limits = Of("diskMiB", mebibytes);
            limits["memoryMiB"] = 512;
            limits["slots"] = 16;
            limits["upMBps"] = 0.5;
            await using var worker = await LimitedWorker.StartAsync(master.Address, $"disk-{mebibytes ?? 0}", limits);
            var (start, most) = (Stopwatch.GetTimestamp(), 0L);
            while (Stopwatch.GetElapsedTime(start) < s_settle + s_window + s_window)
            {
                most = Math.Max(most, new DirectoryInfo(worker.SpoolFolder).EnumerateFiles().Sum(file => file.Exists ? file.Length : 0));
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }

            Say($"diskMiB {mebibytes?.ToString(CultureInfo.InvariantCulture) ?? "-"} (16 slots, upMBps 0.5)", $"at most {most / 1048576.0:0.0} MiB in the spool; {worker.Lines.Count(line => line.Contains("of disk that they may", StringComparison.Ordinal) && line.Contains("Takes no chunks", StringComparison.Ordinal))} pauses");
        }
    }

    private static async Task NetworkAsync(MasterUnderTest master, Guid low, Guid high)
    {
        await using (var pump = new JobPump(master, low))
        {
            foreach (var rate in new double?[] { null, 20, 2, 0.5 })
                Say($"downMBps {rate?.ToString(CultureInfo.InvariantCulture) ?? "-"}", $"{(await TravelAsync(master, $"down-{rate ?? 0}", Of("downMBps", rate))).Down:0.00} MB/s to the worker, on the wire");
        }

        await using (var pump = new JobPump(master, high))
        {
            foreach (var rate in new double?[] { null, 5, 1, 0.2 })
                Say($"upMBps {rate?.ToString(CultureInfo.InvariantCulture) ?? "-"}", $"{(await TravelAsync(master, $"up-{rate ?? 0}", Of("upMBps", rate))).Up:0.00} MB/s from the worker, on the wire");
        }
    }

    private static async Task HoursAsync(MasterUnderTest master, Guid dataset)
    {
        await using var pump = new JobPump(master, dataset);
        await using var worker = await LimitedWorker.StartAsync(master.Address, "hours", []);
        await Task.Delay(s_settle, TimeProvider.System);
        var before = await ShareAsync(worker);
        var now = TimeProvider.System.GetLocalNow();
        var closed = string.Create(CultureInfo.InvariantCulture, $"{now.AddHours(2):HH}:00-{now.AddHours(3):HH}:00");
        await worker.LimitAsync(Of("hours", closed));
        var paused = await worker.SaysAsync("Takes no chunks");
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        var outside = await ShareAsync(worker);
        var said = worker.Lines.Count();
        await worker.LimitAsync(Of("hours", "all"));
        var resumed = await worker.SaysAsync("chunks at once from now on", said);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Say($"hours {closed} (now {now:HH:mm})", $"{before:0.0} % of the machine before, paused {paused.TotalSeconds:0.0} s after the file changed, {outside:0.0} % while outside, resumed after {resumed.TotalSeconds:0.0} s, {await ShareAsync(worker):0.0} % then");
        Console.WriteLine($"  it said: {worker.Lines.First(line => line.Contains("Takes no chunks", StringComparison.Ordinal))}");
    }

    /// <summary>Megabytes a second each way, as they travel.</summary>
    private static async Task<(double Down, double Up)> TravelAsync(MasterUnderTest master, string machine, JsonObject limits)
    {
        await using var relay = new TcpRelay(master.Address);
        await using var worker = await LimitedWorker.StartAsync(relay.Address, machine, limits);
        await Task.Delay(s_settle, TimeProvider.System);
        var (start, down, up) = (Stopwatch.GetTimestamp(), relay.ToWorker, relay.ToMaster);
        await Task.Delay(s_window, TimeProvider.System);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return ((relay.ToWorker - down) / seconds / 1e6, (relay.ToMaster - up) / seconds / 1e6);
    }

    /// <summary>Percent of the machine that the worker's process takes.</summary>
    private static async Task<double> ShareAsync(LimitedWorker worker)
    {
        var (start, cpu) = (Stopwatch.GetTimestamp(), worker.Cpu);
        await Task.Delay(s_window, TimeProvider.System);
        return (worker.Cpu - cpu) / (Stopwatch.GetElapsedTime(start) * s_cores) * 100;
    }

    private const string CountingThread = "byob count";

    /// <summary>Nice value and scheduling class of the threads that count, as Linux shows them.</summary>
    private static string Scheduling(int process) => string.Join(
        ", ", Threads(process).Where(thread => thread.Name == CountingThread).Select(thread => $"nice {thread.Nice}, policy {thread.Policy}").Distinct());

    private static IEnumerable<(string Name, string Nice, string Policy)> Threads(int process)
    {
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(thread, "stat"));
            }
            catch (IOException)
            {
                // It has ended.
                continue;
            }

            // Counted from behind the name, which may have blanks: see proc_pid_stat(5).
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            yield return (line[(line.IndexOf('(') + 1)..line.LastIndexOf(')')], fields[16], fields[38]);
        }
    }

    private static JsonObject Of(string key, JsonNode? value) => value is null ? [] : new JsonObject { [key] = value };

    private static void Say(string set, string measured) => Console.WriteLine($"{set,-28} {measured}");
}
