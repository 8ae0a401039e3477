using System.Diagnostics;
using Byob.Benchmarks.Hub;

namespace Byob.Benchmarks.Party;

/// <summary>A real worker of one slot in a process and a state folder of its own. Both are gone when it is disposed.</summary>
internal sealed class WorkerUnderTest : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("byob-bench-").FullName;
    private readonly Process _process;
    private readonly PeakMemory _memory;

    public WorkerUnderTest(Uri master, string machine)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", ProgramFile.Of("Byob.Worker"), "join", master.ToString(), "--name", "bench", "--machine", machine, "--preset", "full", "--slots", "1", "--state", _folder])
            start.ArgumentList.Add(argument);
        start.Environment["BYOB_PASSWORD"] = MasterUnderTest.Password;
        _process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        // What nobody reads would stop it when the pipe is full.
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _memory = new PeakMemory(_process);
    }

    public long PeakMemoryBytes => _memory.WorkingSetBytes;

    /// <inheritdoc cref="PeakMemory.OwnBytes"/>
    public long PeakOwnMemoryBytes => _memory.OwnBytes;

    /// <summary>Processor time of all threads since the start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _memory.DisposeAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
