using System.Diagnostics;
using System.Text;

namespace Byob.Party.Tests.Processes;

/// <summary>A line as a person types it into a shell, in a bare home: nothing of this test's environment but PATH reaches it.</summary>
internal sealed class ShellLine : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Lock _lock = new();

    public ShellLine(string shell, string line, string home)
    {
        var start = new ProcessStartInfo(shell) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = home };
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["HOME"] = home;
        start.Environment["PATH"] = $"{home}/.local/bin:{path}";
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{shell} did not start.");
        _process.OutputDataReceived += (_, said) => Keep(said.Data);
        _process.ErrorDataReceived += (_, said) => Keep(said.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        // Typed, and not given as an argument: a terminal's line is in no process list either.
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Close();
    }

    public string Output
    {
        get
        {
            lock (_lock)
                return _output.ToString();
        }
    }

    /// <summary>Waits for its end; the exit code of the line.</summary>
    public async Task<int> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The line did not end:\n{Output}", e);
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await EndAsync();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lock)
            _output.AppendLine(line);
    }
}
