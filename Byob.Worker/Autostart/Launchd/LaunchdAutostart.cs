using Byob.Worker.Settings;

namespace Byob.Worker.Autostart.Launchd;

/// <summary>Autostart by launchd: an agent that starts when its user logs in, or a daemon that starts with the machine.</summary>
/// <param name="folder">Where the property list goes.</param>
/// <param name="log">Where what the worker says is kept.</param>
internal sealed class LaunchdAutostart(ServiceFacts facts, bool machine, string folder, string log, ServiceFiles files, ICommandRunner commands) : IAutostart
{
    /// <summary>What launchctl ends with when it knows no such service.</summary>
    private const int NoSuchService = 113;
    private const int NoSuchProcess = 3;

    private string PlistPath => $"{folder}/{LaunchdPlist.Label}.plist";

    private string Plist => LaunchdPlist.Of(facts, machine, log);

    public async Task<IReadOnlyList<string>> InstallAsync(CancellationToken cancellationToken)
    {
        var domain = await DomainAsync(cancellationToken);
        var target = Target(domain);
        // launchd reads the file when the service is brought in; what runs with the old one goes first.
        await AskAsync(["bootout", target], [NoSuchService, NoSuchProcess], cancellationToken);
        files.Put(facts.Program);
        files.Write(PlistPath, Plist);
        if (machine)
            await commands.RunAsync("chown", ["-R", facts.User, facts.StateFolder], cancellationToken);
        await AskAsync(["enable", target], [], cancellationToken);
        await AskAsync(["bootstrap", domain, PlistPath], [], cancellationToken);
        return [$"Wrote {PlistPath}, with the priority of worker.json as it is now.", $"The worker runs, and starts {StartsBy}. What it says: {log}"];
    }

    public async Task<bool> UninstallAsync(CancellationToken cancellationToken)
    {
        await commands.RunAsync("launchctl", ["bootout", Target(await DomainAsync(cancellationToken))], cancellationToken);
        var was = files.Delete(PlistPath);
        was |= files.Delete(log);
        if (was)
            files.Take(facts.Program);
        return was;
    }

    public async Task StartAsync(CancellationToken cancellationToken) => await AskAsync(["kickstart", Target(await DomainAsync(cancellationToken))], [], cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken) => await AskAsync(["kill", "SIGTERM", Target(await DomainAsync(cancellationToken))], [NoSuchProcess], cancellationToken);

    public async Task<AutostartStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var kind = machine ? "launchd daemon of this machine" : "launchd agent of this user";
        if (files.Read(PlistPath) is not { } plist)
            return new(kind, PlistPath, Installed: false, Running: false);
        var shown = await AskAsync(["print", Target(await DomainAsync(cancellationToken))], [NoSuchService], cancellationToken);
        return new(kind, PlistPath, Installed: true, shown.Contains("state = running", StringComparison.Ordinal), StartsBy, plist == Plist);
    }

    private string StartsBy => machine ? "when the machine starts" : "when you log in";

    /// <summary>Which of launchd's domains the service is in.</summary>
    private async Task<string> DomainAsync(CancellationToken cancellationToken) =>
        machine ? "system" : $"gui/{(await commands.RunAsync("id", ["-u"], cancellationToken))?.Out.Trim()}";

    private static string Target(string domain) => $"{domain}/{LaunchdPlist.Label}";

    private async Task<string> AskAsync(string[] words, int[] harmless, CancellationToken cancellationToken)
    {
        var outcome = await commands.RunAsync("launchctl", words, cancellationToken)
            ?? throw new WorkerFaultException("launchctl is not there; on a Mac it is in /bin. Put /bin on the PATH, and try again.", needsHuman: true);
        if (outcome.Succeeded || harmless.Contains(outcome.ExitCode))
            return outcome.Out;
        var mend = machine ? Elevation.Hint : "An agent needs its user to be logged in at the screen; without a screen take a daemon of the machine: sudo byob service install --system.";
        throw new WorkerFaultException($"launchctl {string.Join(' ', words)} failed: {outcome.Complaint.TrimEnd('.')}. {mend}", needsHuman: true);
    }
}
