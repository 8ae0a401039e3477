namespace Byob.Party.Tests.Processes;

/// <summary>A real worker process with a state folder of its own.</summary>
internal sealed class WorkerProcess(Uri master, string stateDirectory, string name) : IAsyncDisposable
{
    private RunningProgram? _program;

    public RunningProgram Program => _program ?? throw new InvalidOperationException("The worker was not started.");

    /// <summary>Joins with the password, as its owner does the first time; with the full preset, for a quiet worker would starve beside other tests.</summary>
    public void Join(int slots = 1) => _program = new RunningProgram(
        "Byob.Worker",
        ["join", master.ToString(), "--name", "tester", "--machine", name, "--preset", "full", "--slots", slots.ToString(System.Globalization.CultureInfo.InvariantCulture), "--state", stateDirectory],
        new Dictionary<string, string> { ["BYOB_PASSWORD"] = MasterProcess.Password });

    /// <summary>Starts again with what it knows.</summary>
    public void Run() => _program = new RunningProgram("Byob.Worker", ["run", "--state", stateDirectory], new Dictionary<string, string>());

    public ValueTask DisposeAsync() => _program?.DisposeAsync() ?? ValueTask.CompletedTask;
}
