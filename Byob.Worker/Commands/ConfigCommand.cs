using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Byob.Worker.Control;
using Byob.Worker.Limits;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary><c>byob config</c>: shows the limits in force and where each comes from, and changes <c>worker.json</c>; a running worker takes the change in by itself.</summary>
internal static class ConfigCommand
{
    private static readonly JsonDocumentOptions s_lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static Command Create(Option<string?> state, Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document for scripts." };
        var command = new Command("config", "Shows the limits in force and where each comes from; changes them.") { json, Set(state, terminal), Unset(state, terminal), Keys(terminal) };
        command.SetAction((parsed, _) => ByobCommand.GuardAsync(terminal, () => ShowAsync(StateFolder.Find(parsed.GetValue(state)), parsed.GetValue(json), terminal)));
        return command;
    }

    private static Command Set(Option<string?> state, Terminal terminal)
    {
        var key = Key();
        var value = new Argument<string>("value") { Description = "A number, true or false, a word, or JSON like {\"mon-fri\": \"18:00-08:00\"}.", HelpName = "VALUE" };
        var command = new Command("set", "Writes a key of worker.json.") { key, value };
        command.SetAction((parsed, _) => ByobCommand.GuardAsync(terminal, () =>
            ChangeAsync(StateFolder.Find(parsed.GetValue(state)), parsed.GetRequiredValue(key), Value(parsed.GetRequiredValue(value)), terminal)));
        return command;
    }

    private static Command Unset(Option<string?> state, Terminal terminal)
    {
        var key = Key();
        var command = new Command("unset", "Takes a key out of worker.json: what the preset says counts again.") { key };
        command.SetAction((parsed, _) => ByobCommand.GuardAsync(terminal, () => ChangeAsync(StateFolder.Find(parsed.GetValue(state)), parsed.GetRequiredValue(key), null, terminal)));
        return command;
    }

    private static Command Keys(Terminal terminal)
    {
        var command = new Command("keys", "Lists the keys of worker.json, and what each is for.");
        command.SetAction(_ =>
        {
            foreach (var (key, meaning) in SettingsKeys.All)
                terminal.Out.WriteLine($"{key,-14}{meaning}");
            return ExitCode.Stopped;
        });
        return command;
    }

    private static Argument<string> Key()
    {
        var key = new Argument<string>("key") { Description = "A key of worker.json; byob config keys lists them.", HelpName = "KEY" };
        key.CompletionSources.Add([.. SettingsKeys.All.Select(known => known.Key)]);
        return key;
    }

    private static async Task<int> ShowAsync(StateFolder folder, bool json, Terminal terminal)
    {
        var settings = SettingsFile.Read(folder.SettingsPath) ?? throw WorkerFaultException.NotJoined;
        var limits = LimitsInForce.Of(settings.Limits);
        if (json)
        {
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new { path = folder.SettingsPath, settings.Master, settings.Name, settings.Machine, limits = limits.Lines }, ControlJson.ForScripts));
            return ExitCode.Stopped;
        }

        await terminal.Out.WriteLineAsync($"{folder.SettingsPath}: {settings.Machine} of {settings.Name}, in the party at {settings.Master}");
        terminal.Rich().Write(LimitTable.Of(limits));
        await terminal.Out.WriteLineAsync("Change one with: byob config set KEY VALUE. A worker that was started with options of its own keeps to those.");
        return ExitCode.Stopped;
    }

    private static async Task<int> ChangeAsync(StateFolder folder, string typed, JsonNode? value, Terminal terminal)
    {
        var key = SettingsKeys.All.Select(known => known.Key).FirstOrDefault(known => string.Equals(known, typed, StringComparison.OrdinalIgnoreCase))
            ?? throw new WorkerFaultException($"worker.json has no key \"{typed}\"{(SettingsKeys.Near(typed) is { } near ? $"; did you mean \"{near}\"?" : ".")} byob config keys lists them.", needsHuman: true);
        // Read first, so that a file which makes no sense is told so and not written over.
        _ = SettingsFile.Read(folder.SettingsPath) ?? throw WorkerFaultException.NotJoined;
        var all = JsonNode.Parse(await File.ReadAllTextAsync(folder.SettingsPath), documentOptions: s_lenient)!.AsObject();
        foreach (var same in all.Select(pair => pair.Key).Where(name => string.Equals(name, key, StringComparison.OrdinalIgnoreCase)).ToList())
            all.Remove(same);
        if (value is not null)
            all[key] = value;
        SettingsFile.Write(folder.SettingsPath, SettingsFile.Parse(all.ToJsonString(), folder.SettingsPath));
        await terminal.Out.WriteLineAsync(key is "master" or "name" or "machine"
            ? $"Written. \"{key}\" counts when the worker is started again."
            : "Written. A worker that runs takes it in within seconds.");
        return ExitCode.Stopped;
    }

    /// <summary>As JSON where it is some, else as a text.</summary>
    private static JsonNode Value(string typed)
    {
        try
        {
            return JsonNode.Parse(typed) ?? JsonValue.Create(typed);
        }
        catch (JsonException)
        {
            return JsonValue.Create(typed);
        }
    }
}
