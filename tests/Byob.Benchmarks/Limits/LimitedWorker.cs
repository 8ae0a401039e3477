using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Byob.Benchmarks.Hub;

namespace Byob.Benchmarks.Limits;

/// <summary>A real worker that is started with limits in its worker.json, and may get others while it works.</summary>
internal sealed class LimitedWorker : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-bench-").FullName;
    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _process;
    private PeakMemory? _memory;
    private JsonObject _joined = [];

    private LimitedWorker()
    {
    }

    public PeakMemory Memory => _memory!;

    public string SpoolFolder => Path.Combine(_folder, "spool");

    public int ProcessId => _process!.Id;

    /// <summary>Processor time of all threads since the start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>What it printed, so far.</summary>
    public IEnumerable<string> Lines => _lines;

    /// <summary>Joins with the full preset, stops, and starts again with the limits: all that it does from then on is within them.</summary>
    public static async Task<LimitedWorker> StartAsync(Uri master, string machine, JsonObject limits)
    {
        var worker = new LimitedWorker();
        worker.Start("join", master.ToString(), "--name", "bench", "--machine", machine, "--preset", "full");
        await worker.SaysAsync("In the party");
        await worker.StopAsync();
        worker._joined = (JsonObject)JsonNode.Parse(await File.ReadAllTextAsync(worker.SettingsPath))!;
        await worker.LimitAsync(limits);
        worker._lines.Clear();
        worker.Start("run");
        await worker.SaysAsync("In the party");
        return worker;
    }

    /// <summary>Writes these limits and no others into the worker's file.</summary>
    public async Task LimitAsync(JsonObject limits)
    {
        var all = (JsonObject)_joined.DeepClone();
        foreach (var (key, value) in limits)
            all[key] = value?.DeepClone();
        var fresh = SettingsPath + ".bench";
        await File.WriteAllTextAsync(fresh, all.ToJsonString());
        File.Move(fresh, SettingsPath, overwrite: true);
    }

    /// <summary>Waits for a line that the worker prints, and says how long that took.</summary>
    public async Task<TimeSpan> SaysAsync(string part, int after = 0)
    {
        var start = Stopwatch.GetTimestamp();
        while (!_lines.Skip(after).Any(line => line.Contains(part, StringComparison.Ordinal)))
        {
            if (Stopwatch.GetElapsedTime(start) > s_patience || _process!.HasExited)
                throw new InvalidOperationException($"The worker did not say \"{part}\", but: {string.Join('\n', _lines.TakeLast(20))}");
            await Task.Delay(s_poll, TimeProvider.System);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string SettingsPath => Path.Combine(_folder, "worker.json");

    private void Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", ProgramFile.Of("Byob.Worker"), .. arguments, "--state", _folder])
            start.ArgumentList.Add(argument);
        start.Environment["BYOB_PASSWORD"] = MasterUnderTest.Password;
        _process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        _process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _memory = new PeakMemory(_process);
    }

    private async Task StopAsync()
    {
        if (!_process!.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _memory!.DisposeAsync();
        _process.Dispose();
    }
}
