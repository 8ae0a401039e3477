using Byob.Worker.Settings;

namespace Byob.Worker.Autostart.Systemd;

/// <summary>Autostart by systemd: a unit of the user's own manager, or of the machine's.</summary>
/// <param name="unitFolder">Where the unit goes.</param>
internal sealed class SystemdAutostart(ServiceFacts facts, bool machine, string unitFolder, ServiceFiles files, ICommandRunner commands) : IAutostart
{
    private const string Missing = "systemctl is not there, so this system is not run by systemd. Let what starts your programs run \"byob run\".";

    private string UnitPath => $"{unitFolder}/{SystemdUnit.Name}";

    public async Task<IReadOnlyList<string>> InstallAsync(CancellationToken cancellationToken)
    {
        if (!SystemdText.CanStart(facts.Program.Executable))
            throw new WorkerFaultException($"systemd starts no program whose path has a quote or a backslash in it: {facts.Program.Executable}. Move it to another folder, and install the service from there.", needsHuman: true);
        var before = files.Read(UnitPath);
        // Asked before anything is written: a manager that cannot be reached leaves nothing behind.
        await AskAsync(["daemon-reload"], cancellationToken);
        var lines = new List<string>();
        var ours = !machine && await LingerAsync(SystemdUnit.LingerIsOurs(before), lines, cancellationToken);
        var unit = machine ? SystemdUnit.ForMachine(facts) : SystemdUnit.ForUser(facts, ours);
        await PutProgramAsync(cancellationToken);
        if (unit != before)
            files.Write(UnitPath, unit);
        await AskAsync(["daemon-reload"], cancellationToken);
        await AskAsync(["enable", SystemdUnit.Name], cancellationToken);
        // Also after exit code 78, and with the limits of now.
        await AskAsync(["restart", SystemdUnit.Name], cancellationToken);
        lines.Insert(0, unit == before ? $"{UnitPath} is as it should be." : $"{(before is null ? "Wrote" : "Wrote anew")} {UnitPath}, with the limits of worker.json as they are now.");
        lines.Add($"The worker runs. What it says: journalctl {(machine ? "" : "--user ")}-u byob");
        return lines;
    }

    public async Task<bool> UninstallAsync(CancellationToken cancellationToken)
    {
        var unit = files.Read(UnitPath);
        if (unit is not null)
            await commands.RunAsync("systemctl", Arguments("disable", "--now", SystemdUnit.Name), cancellationToken);
        // By hand as well: a manager that is missing or away has removed no link.
        var was = files.Delete(UnitPath);
        foreach (var target in (string[])["default.target.wants", "multi-user.target.wants"])
        {
            was |= files.Delete($"{unitFolder}/{target}/{SystemdUnit.Name}");
            files.DeleteEmptyFolder($"{unitFolder}/{target}");
        }

        if (!was)
            return false;
        files.Take(facts.Program);
        await commands.RunAsync("systemctl", Arguments("daemon-reload"), cancellationToken);
        await commands.RunAsync("systemctl", Arguments("reset-failed", SystemdUnit.Name), cancellationToken);
        if (SystemdUnit.LingerIsOurs(unit))
            await commands.RunAsync("loginctl", ["disable-linger", facts.User], cancellationToken);
        return true;
    }

    public Task StartAsync(CancellationToken cancellationToken) => AskAsync(["start", SystemdUnit.Name], cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => AskAsync(["stop", SystemdUnit.Name], cancellationToken);

    public async Task<AutostartStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var kind = machine ? "systemd unit of this machine" : "systemd unit of this user";
        if (files.Read(UnitPath) is not { } unit)
            return new(kind, UnitPath, Installed: false, Running: false);

        var shown = await AskAsync(["show", SystemdUnit.Name, "--property=ActiveState,UnitFileState,StatusText,ExecMainStatus,Result"], cancellationToken);
        var facts = shown.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1].Trim());
        var running = facts.GetValueOrDefault("ActiveState") is "active" or "reloading";
        var startsBy = facts.GetValueOrDefault("UnitFileState") != "enabled" ? null
            : machine || await LingersAsync(cancellationToken) == true ? "when the machine starts"
            : "when you log in";
        return new(kind, UnitPath, Installed: true, running, startsBy, IsCurrent(unit), Says(facts, running));
    }

    private static string? Says(Dictionary<string, string> facts, bool running)
    {
        var text = facts.GetValueOrDefault("StatusText");
        if (!string.IsNullOrEmpty(text))
            return text;
        return !running && facts.GetValueOrDefault("ExecMainStatus") is { } code && code is not ("0" or "") ? $"It ended with exit code {code}." : null;
    }

    private bool IsCurrent(string unit) => unit == (machine ? SystemdUnit.ForMachine(facts) : SystemdUnit.ForUser(facts, SystemdUnit.LingerIsOurs(unit)));

    /// <summary>Lets the user's services start with the machine instead of at log-in.</summary>
    /// <param name="ours">Whether an earlier install did so.</param>
    /// <returns>Whether that is to be undone one day.</returns>
    private async Task<bool> LingerAsync(bool ours, List<string> lines, CancellationToken cancellationToken)
    {
        if (await LingersAsync(cancellationToken) == true)
            return ours;
        var outcome = await commands.RunAsync("loginctl", ["enable-linger", facts.User], cancellationToken);
        if (outcome?.Succeeded == true)
        {
            lines.Add("It starts with the machine, before you log in (loginctl enable-linger).");
            return true;
        }

        lines.Add($"It starts when you log in. To have it start with the machine: sudo loginctl enable-linger {facts.User}");
        return false;
    }

    private async Task<bool?> LingersAsync(CancellationToken cancellationToken) =>
        (await commands.RunAsync("loginctl", ["show-user", facts.User, "--property=Linger", "--value"], cancellationToken))?.Out.Trim() switch { "yes" => true, "no" => false, _ => null };

    private async Task PutProgramAsync(CancellationToken cancellationToken)
    {
        files.Put(facts.Program);
        // Where SELinux is in force, a file that comes from a home is not started without this; where it is not, there is no such program.
        if (facts.Program.CopiedFrom is not null)
            await commands.RunAsync("restorecon", [facts.Program.Executable], cancellationToken);
    }

    private string[] Arguments(params string[] words) => machine ? words : ["--user", .. words];

    private async Task<string> AskAsync(string[] words, CancellationToken cancellationToken)
    {
        var outcome = await commands.RunAsync("systemctl", Arguments(words), cancellationToken) ?? throw new WorkerFaultException(Missing, needsHuman: true);
        if (outcome.Succeeded)
            return outcome.Out;
        var mend = machine
            ? $"{Elevation.Hint} What the service said: journalctl -u byob"
            : "If the user's manager cannot be reached: log in as yourself, at the machine or by ssh (not by su or sudo), or take a service of the machine: sudo byob service install --system. What the service said: journalctl --user -u byob";
        throw new WorkerFaultException($"systemctl {string.Join(' ', Arguments(words))} failed: {outcome.Complaint.TrimEnd('.')}. {mend}", needsHuman: true);
    }
}
