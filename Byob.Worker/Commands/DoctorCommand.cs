using System.CommandLine;
using System.Text.Json;
using Byob.Worker.Control;
using Byob.Worker.Doctor;
using Byob.Worker.Limits;
using Byob.Worker.Settings;
using Spectre.Console;

namespace Byob.Worker.Commands;

/// <summary><c>byob doctor</c>: looks at everything that a worker needs, and says what is wrong and how to mend it.</summary>
internal static class DoctorCommand
{
    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document for scripts." };
        var command = new Command("doctor", "Looks for what keeps this machine from counting: settings, token, clock, network, master, limits.") { json };
        command.SetAction((parsed, cancellationToken) => ByobCommand.GuardAsync(terminal, () => RunAsync(parsed.GetValue(state), parsed.GetValue(json), terminal, time, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string? state, bool json, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = StateFolder.Find(state);
        var findings = new List<Finding>();
        var console = terminal.Rich();
        await foreach (var finding in new Examination(folder, time).RunAsync(cancellationToken))
        {
            findings.Add(finding);
            if (!json)
                Show(console, finding);
        }

        var limits = Limits(folder);
        if (json)
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new { findings, limits = limits?.Lines }, ControlJson.ForScripts));
        else if (limits is not null)
            console.Write(LimitTable.Of(limits));
        return findings.Any(finding => finding.Kind == FindingKind.Bad) ? ExitCode.Error : ExitCode.Stopped;
    }

    private static void Show(IAnsiConsole console, Finding finding)
    {
        var (mark, colour) = finding.Kind switch
        {
            FindingKind.Good => ("✓", Color.Green),
            FindingKind.Doubtful => ("!", Color.Yellow),
            _ => ("✗", Color.Red),
        };
        console.Write(new Text($"{mark} ", new Style(colour)));
        console.WriteLine($"{finding.What}: {finding.Sentence}");
        if (finding.Mend is { } mend)
            console.WriteLine($"  → {mend}");
    }

    /// <summary>Null when <c>worker.json</c> is missing or makes no sense, which is a finding of its own.</summary>
    private static LimitsInForce? Limits(StateFolder folder)
    {
        try
        {
            return SettingsFile.Read(folder.SettingsPath) is { } settings ? LimitsInForce.Of(settings.Limits) : null;
        }
        catch (WorkerFaultException)
        {
            return null;
        }
    }
}
