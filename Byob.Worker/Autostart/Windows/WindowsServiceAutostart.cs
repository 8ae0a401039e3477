using Byob.Worker.Settings;

namespace Byob.Worker.Autostart.Windows;

/// <summary>Autostart by the service manager of Windows, for the whole machine.</summary>
internal sealed class WindowsServiceAutostart(ServiceFacts facts, ServiceFiles files, ICommandRunner commands) : IAutostart
{
    /// <summary>What sc.exe ends with: Windows' error codes.</summary>
    private const int NoSuchService = 1060;
    private const int NotRunning = 1062;
    private const int RunsAlready = 1056;

    private const string Kind = "Windows service";

    public async Task<IReadOnlyList<string>> InstallAsync(CancellationToken cancellationToken)
    {
        var exists = await ExistsAsync(cancellationToken);
        if (exists)
            await StopAsync(cancellationToken);
        files.Put(facts.Program);
        foreach (var words in ScCommands.Install(facts, exists))
            await AskAsync(words, [], cancellationToken);
        var granted = await commands.RunAsync("icacls.exe", ScCommands.Grant(facts.StateFolder), cancellationToken);
        if (granted?.Succeeded == false)
            throw new WorkerFaultException($"{facts.StateFolder} could not be opened to {ScCommands.Account}: {granted.Complaint.TrimEnd('.')}. {Elevation.Hint}", needsHuman: true);
        await StartAsync(cancellationToken);
        return [$"{(exists ? "Wrote anew" : "Made")} the service {ScCommands.Name}, which runs as {ScCommands.Account}.", "The worker runs, and starts with the machine, two minutes after the rest."];
    }

    public async Task<bool> UninstallAsync(CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken))
            return false;
        await StopAsync(cancellationToken);
        await AskAsync(["delete", ScCommands.Name], [NoSuchService], cancellationToken);
        await commands.RunAsync("icacls.exe", [facts.StateFolder, "/remove", ScCommands.Account, "/T", "/Q"], cancellationToken);
        files.Take(facts.Program);
        return true;
    }

    public Task StartAsync(CancellationToken cancellationToken) => AskAsync(["start", ScCommands.Name], [RunsAlready], cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => AskAsync(["stop", ScCommands.Name], [NotRunning], cancellationToken);

    public async Task<AutostartStatus> StatusAsync(CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken))
            return new(Kind, ScCommands.Name, Installed: false, Running: false);
        var state = await AskAsync(["query", ScCommands.Name], [], cancellationToken);
        var written = await AskAsync(["qc", ScCommands.Name], [], cancellationToken);
        var current = written.Contains(WindowsCommandLine.Of(facts.Program.Executable, facts.Arguments), StringComparison.Ordinal);
        // The words are Windows' own language; the number is not.
        return new(Kind, ScCommands.Name, Installed: true, state.Contains(": 4 ", StringComparison.Ordinal), "when the machine starts", current);
    }

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken) =>
        await RunAsync(["query", ScCommands.Name], cancellationToken) is var outcome && (outcome.Succeeded ? true : outcome.ExitCode == NoSuchService ? false : throw Fault(outcome, "query"));

    private async Task<string> AskAsync(string[] words, int[] harmless, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(words, cancellationToken);
        return outcome.Succeeded || harmless.Contains(outcome.ExitCode) ? outcome.Out : throw Fault(outcome, words[0]);
    }

    private async Task<CommandOutcome> RunAsync(string[] words, CancellationToken cancellationToken) =>
        await commands.RunAsync("sc.exe", words, cancellationToken)
        ?? throw new WorkerFaultException(@"sc.exe is not there; it belongs to Windows, in C:\Windows\System32. Put that folder on the PATH, and try again.", needsHuman: true);

    private static WorkerFaultException Fault(CommandOutcome outcome, string verb) =>
        new($"sc.exe {verb} {ScCommands.Name} failed: {outcome.Complaint.TrimEnd('.')}. {Elevation.Hint}", needsHuman: true);
}
