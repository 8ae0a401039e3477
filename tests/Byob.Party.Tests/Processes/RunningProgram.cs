using System.Diagnostics;
using System.Text;

namespace Byob.Party.Tests.Processes;

/// <summary>A real process of the product: its output is kept, it can be killed, stopped and continued, and never outlives the test.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _standardOutput = new();
    private readonly Lock _lock = new();

    public RunningProgram(string project, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
        : this(new ProcessStartInfo("dotnet", ["exec", Repository.Program(project), .. arguments]) { WorkingDirectory = Path.Combine(Repository.Root, project) }, environment)
    {
    }

    /// <summary>Any program, with the environment of <paramref name="start"/> and what is given beside it.</summary>
    public RunningProgram(ProcessStartInfo start, IReadOnlyDictionary<string, string> environment)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        foreach (var (key, value) in environment)
            start.Environment[key] = value;

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data, _standardOutput);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What a pipe behind it would get.</summary>
    public string StandardOutput
    {
        get
        {
            lock (_lock)
                return _standardOutput.ToString();
        }
    }

    public string Output
    {
        get
        {
            lock (_lock)
                return _output.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Processor time of all threads since the start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>kill -9: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        Signal("KILL");
        await WaitForExitAsync();
    }

    /// <summary>What Ctrl+C and a service manager do.</summary>
    public async Task StopAsync()
    {
        Signal("TERM");
        await WaitForExitAsync();
    }

    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    public Task WaitForExitAsync() => _process.WaitForExitAsync().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Thaw();
            _process.Kill();
            await WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private void Keep(string? line, StringBuilder? besides = null)
    {
        if (line is null)
            return;
        lock (_lock)
        {
            _output.AppendLine(line);
            besides?.AppendLine(line);
        }
    }
}
