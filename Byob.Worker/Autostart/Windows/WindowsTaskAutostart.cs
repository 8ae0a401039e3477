using System.Text;
using Byob.Worker.Settings;

namespace Byob.Worker.Autostart.Windows;

/// <summary>Autostart by a task of the Task Scheduler of Windows, which needs no rights: it starts when its user logs on.</summary>
/// <param name="folder">For the file that schtasks reads once.</param>
internal sealed class WindowsTaskAutostart(ServiceFacts facts, string folder, ServiceFiles files, ICommandRunner commands) : IAutostart
{
    public const string Name = "BYOB worker";

    /// <summary>The Task Scheduler ends what it has started, and does not ask it to stop.</summary>
    public bool StopsPolitely => false;

    private const string Kind = "Windows log-on task";

    public async Task<IReadOnlyList<string>> InstallAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "byob-task.xml");
        files.Write(path, TaskXml.Of(facts), Encoding.Unicode);
        try
        {
            await AskAsync(["/Create", "/TN", Name, "/XML", path, "/F"], cancellationToken);
        }
        finally
        {
            files.Delete(path);
        }

        await StartAsync(cancellationToken);
        return [$"Made the task \"{Name}\".", "The worker runs, and starts when you log on."];
    }

    public async Task<bool> UninstallAsync(CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken))
            return false;
        await StopAsync(cancellationToken);
        await AskAsync(["/Delete", "/TN", Name, "/F"], cancellationToken);
        return true;
    }

    public Task StartAsync(CancellationToken cancellationToken) => AskAsync(["/Run", "/TN", Name], cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => AskAsync(["/End", "/TN", Name], cancellationToken);

    public async Task<AutostartStatus> StatusAsync(CancellationToken cancellationToken)
    {
        // Whether the process runs is asked of the worker itself: what schtasks prints is in the language of the system.
        if (await RunAsync(["/Query", "/TN", Name, "/XML"], cancellationToken) is not { Succeeded: true } outcome)
            return new(Kind, Name, Installed: false, Running: false);
        var command = WindowsCommandLine.Arguments([.. facts.Arguments, "--background"]);
        var written = System.Net.WebUtility.HtmlDecode(outcome.Out);
        return new(Kind, Name, Installed: true, Running: false, "when you log on", written.Contains(command, StringComparison.Ordinal) && written.Contains(facts.Program.Executable, StringComparison.Ordinal));
    }

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken) => (await RunAsync(["/Query", "/TN", Name], cancellationToken)).Succeeded;

    private async Task AskAsync(string[] words, CancellationToken cancellationToken)
    {
        if (await RunAsync(words, cancellationToken) is { Succeeded: false } outcome)
            throw new WorkerFaultException(
                $"schtasks.exe {words[0]} failed: {outcome.Complaint.TrimEnd('.')}. If your machine lets you make no tasks, ask whoever looks after it for: byob service install --system", needsHuman: true);
    }

    private async Task<CommandOutcome> RunAsync(string[] words, CancellationToken cancellationToken) =>
        await commands.RunAsync("schtasks.exe", words, cancellationToken)
        ?? throw new WorkerFaultException(@"schtasks.exe is not there; it belongs to Windows, in C:\Windows\System32. Put that folder on the PATH, and try again.", needsHuman: true);
}
