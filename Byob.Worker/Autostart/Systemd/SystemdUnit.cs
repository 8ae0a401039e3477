using System.Globalization;
using System.Text;
using Byob.Worker.Commands;
using Byob.Worker.Limits;
using Byob.Worker.Limits.Machine;

namespace Byob.Worker.Autostart.Systemd;

/// <summary>The text of the worker's unit, for a user's own manager or for the machine's.</summary>
internal static class SystemdUnit
{
    public const string Name = "byob.service";

    /// <summary>Of the machine's service; systemd makes it when it starts, and no longer knows it when it has ended.</summary>
    public const string SystemUser = "byob";

    public const string SystemState = "/var/lib/byob";

    /// <summary>systemd passes over sections that begin with X-.</summary>
    private const string LingerMark = "LingerWasSwitchedOn=yes";

    /// <summary>What a process like this one needs to call; the sandbox answers "not permitted" to the rest.</summary>
    private static readonly string[] s_forBoth =
    [
        "NoNewPrivileges=yes",
        "LockPersonality=yes",
        "RestrictNamespaces=yes",
        "RestrictRealtime=yes",
        "RestrictSUIDSGID=yes",
        "SystemCallArchitectures=native",
        "SystemCallFilter=@system-service",
        "SystemCallErrorNumber=EPERM",
        "# AF_UNIX is for the worker's own commands; AF_NETLINK is how names and network cards are looked up.",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
        "UMask=0077",
    ];

    private static readonly string[] s_forMachine =
    [
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "# Not PrivateDevices: whether somebody is at the machine shows in the times of its terminals. They can be looked at, and not opened.",
        "DevicePolicy=closed",
        "ProtectClock=yes",
        "ProtectControlGroups=yes",
        "ProtectHostname=yes",
        "ProtectKernelLogs=yes",
        "ProtectKernelModules=yes",
        "ProtectKernelTunables=yes",
        "ProtectProc=invisible",
        "RemoveIPC=yes",
        "CapabilityBoundingSet=",
        "AmbientCapabilities=",
    ];

    /// <summary>The unit of a user's own manager.</summary>
    /// <param name="lingerIsOurs">Whether the user's services were let start at boot for this one alone: uninstalling it undoes that.</param>
    public static string ForUser(ServiceFacts facts, bool lingerIsOurs)
    {
        var text = Head(facts, "systemctl --user edit byob", network: []);
        Lines(text, Sandbox([]));
        Lines(text, "# The own folder stays writable. Where the system lets users have no namespaces of their own, systemd goes on without this.", $"ReadWritePaths={SystemdText.Word("-" + facts.StateFolder)}");
        Lines(text, "", "[Install]", "WantedBy=default.target");
        if (lingerIsOurs)
            Lines(text, "", "[X-Byob]", LingerMark);
        return text.ToString();
    }

    /// <summary>The unit of the machine.</summary>
    public static string ForMachine(ServiceFacts facts)
    {
        var text = Head(facts, "systemctl edit byob", network: ["Wants=network-online.target", "After=network-online.target"]);
        Lines(text, "", "# A user that exists while the service runs, and owns its state folder.", "DynamicUser=yes", $"User={facts.User}", "StateDirectory=byob", "StateDirectoryMode=0700");
        Lines(text, Sandbox(s_forMachine));
        Lines(text, "", "[Install]", "WantedBy=multi-user.target");
        return text.ToString();
    }

    public static bool LingerIsOurs(string? unit) => unit?.Split('\n').Contains(LingerMark) == true;

    private static StringBuilder Head(ServiceFacts facts, string edit, string[] network)
    {
        var text = new StringBuilder();
        Lines(text, $"# Written by \"byob service install\", which writes it anew. Your own changes go into a drop-in: {edit}");
        Lines(text, "[Unit]", "Description=BYOB worker: counts texts for a party", "StartLimitIntervalSec=0");
        Lines(text, network);
        Lines(text, "", "[Service]", "Type=notify", $"ExecStart={SystemdText.CommandLine(facts.Program.Executable, facts.Arguments)}");
        Lines(text, "Restart=always", "RestartSec=5");
        Lines(text, string.Create(CultureInfo.InvariantCulture, $"# {ExitCode.NeedsHuman}: a person has to mend something first, as systemctl status says."));
        Lines(text, string.Create(CultureInfo.InvariantCulture, $"RestartPreventExitStatus={ExitCode.NeedsHuman}"));
        Lines(text, "# On SIGTERM it gives back what it counts, and sends what is counted.", "KillSignal=SIGTERM", "TimeoutStopSec=30", "WatchdogSec=300");
        Lines(text, Limits(facts));
        return text;
    }

    /// <summary>What the kernel can hold the process to, as <c>worker.json</c> had it when the unit was written.</summary>
    private static string[] Limits(ServiceFacts facts)
    {
        var limits = facts.Limits;
        List<string> lines = ["", "# Limits of worker.json; after a change of it: byob service install.", "OOMScoreAdjust=500"];
        lines.AddRange(limits.Priority switch
        {
            // Before systemd 252 there is no weight "idle", and the line is passed over.
            WorkPriority.Idle => ["Nice=19", "CPUWeight=1", "CPUWeight=idle", "IOSchedulingClass=idle", "IOWeight=1"],
            WorkPriority.Low => ["Nice=10", "CPUWeight=20", "IOSchedulingClass=best-effort", "IOSchedulingPriority=7", "IOWeight=20"],
            _ => (string[])[],
        });
        if (limits.Values.CpuPercent is { } percent)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"CPUQuota={Math.Max(1, percent * facts.Cores)}%"));
        if (limits.MemoryBytes is { } bytes)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"MemoryMax={(long)(bytes * ProcessFence.MemoryMargin)}"));
        // What the worker itself takes a share of is the machine, not the share that it has been given here.
        if (limits.Values.CpuPercent is not null)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Environment=DOTNET_PROCESSOR_COUNT={facts.Cores}"));
        if (limits.MemoryBytes is not null)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Environment={MachineMemory.Variable}={facts.MemoryBytes >> 20}"));
        return [.. lines];
    }

    private static string[] Sandbox(string[] more) =>
    [
        "",
        "# It counts bytes, and needs nothing else. Not MemoryDenyWriteExecute: .NET compiles while it runs.",
        "Environment=DOTNET_EnableDiagnostics=0",
        "ProtectSystem=strict",
        .. s_forBoth,
        .. more,
    ];

    private static void Lines(StringBuilder text, params string[] lines)
    {
        foreach (var line in lines)
            text.Append(line).Append('\n');
    }
}
