using System.Text.Json;
using System.Text.Json.Nodes;
using Byob.Worker.Limits;

namespace Byob.Worker.Settings;

/// <summary>Reads and writes <c>worker.json</c>, and says all that is wrong with it at once: which key, its value, and how to mend it.</summary>
internal static class SettingsFile
{
    private static readonly JsonDocumentOptions s_lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly JsonSerializerOptions s_pretty = new() { WriteIndented = true };

    /// <summary>Null when there is no file.</summary>
    /// <exception cref="WorkerFaultException">The file makes no sense.</exception>
    public static WorkerSettings? Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkerFaultException($"{path} cannot be read: {e.Message}", needsHuman: true, e);
        }
    }

    /// <param name="path">What to call the text in a fault.</param>
    /// <exception cref="WorkerFaultException">The text makes no sense.</exception>
    public static WorkerSettings Parse(string text, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text, s_lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Check(path, new SettingsReader(document.RootElement))
                : throw new WorkerFaultException($"{path} is not readable as JSON with keys between braces; mend it, or delete it and join again.", needsHuman: true);
        }
        catch (JsonException e)
        {
            var line = e.LineNumber is { } number ? $" (line {number + 1})" : "";
            throw new WorkerFaultException($"{path} is not readable as JSON{line}; mend it, or delete it and join again.", needsHuman: true, e);
        }
    }

    public static void Write(string path, WorkerSettings settings)
    {
        var fresh = path + ".new";
        File.WriteAllText(fresh, ToJson(settings).ToJsonString(s_pretty) + "\n");
        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>All that is wrong with names that were typed or written; empty when nothing is.</summary>
    public static IEnumerable<string> NameFaults(string? name, string? machine)
    {
        if (!IsName(name))
            yield return $"\"name\" {Is(name)} must be your name in the party, 1 to {WorkerSettings.LongestName} characters.";
        if (!IsName(machine))
            yield return $"\"machine\" {Is(machine)} must be a name for this machine, 1 to {WorkerSettings.LongestName} characters.";
    }

    /// <summary>Limits from a text of the form of <c>worker.json</c>; for values that were typed as well.</summary>
    public static WrittenLimits Limits(SettingsReader reader) => new(
        reader.Word<LimitPreset>("preset"),
        reader.Whole("slots", 1, LimitBounds.MostSlots, $"be a number from 1 to {LimitBounds.MostSlots}, or be left out for what the preset says"),
        reader.Whole("prefetch", 0, LimitBounds.MostPrefetch, $"be a number from 0 to {LimitBounds.MostPrefetch}, or be left out for one for every two slots"),
        reader.Whole("cpuPercent", 1, 100, "be a number from 1 to 100: percent of the whole machine"),
        reader.Word<WorkPriority>("priority"),
        reader.Whole("memoryMiB", LimitBounds.LeastMemoryMiB, LimitBounds.MostMemoryMiB, $"be a number of mebibytes from {LimitBounds.LeastMemoryMiB}, or be left out for what the preset says"),
        reader.Number("downMBps", LimitBounds.LeastMBps, LimitBounds.MostMBps, "be a number of megabytes a second from 0.1, or be left out for no limit"),
        reader.Number("upMBps", LimitBounds.LeastMBps, LimitBounds.MostMBps, "be a number of megabytes a second from 0.1, or be left out for no limit"),
        reader.Whole("diskMiB", LimitBounds.LeastDiskMiB, LimitBounds.MostDiskMiB, $"be a number of mebibytes from {LimitBounds.LeastDiskMiB}, or be left out for no limit"),
        reader.Hours("hours"),
        reader.YesNo("onlyWhenIdle"),
        reader.YesNo("notOnBattery"),
        reader.Number("maxCelsius", LimitBounds.LeastCelsius, LimitBounds.MostCelsius, $"be a number of degrees Celsius from {LimitBounds.LeastCelsius} to {LimitBounds.MostCelsius}"));

    private static bool IsName(string? name) => name?.Trim().Length is > 0 and <= WorkerSettings.LongestName;

    private static string Is(string? value) => value is null ? "is missing; it" : $"is \"{value}\"; it";

    private static WorkerSettings Check(string path, SettingsReader reader)
    {
        var (written, name, machine) = (reader.Text("master"), reader.Text("name"), reader.Text("machine"));
        Uri? master = null;
        if (written is not null && !MasterAddress.TryParse(written, out master, out var fault))
            reader.Faults.Add($"\"master\" is wrong: {fault}");
        else if (!reader.Has("master"))
            reader.Faults.Add("\"master\" is missing: the address of the master, like http://192.168.1.20:5150.");
        string? fingerprint = null;
        if (reader.Text("fingerprint") is { } pinned && !Connection.Fingerprint.TryParse(pinned, out fingerprint))
            reader.Faults.Add($"\"fingerprint\" is \"{pinned}\"; it must be the SHA-256 of the master's certificate, 64 hexadecimal digits.");
        if (fingerprint is not null && master?.Scheme == Uri.UriSchemeHttp)
            reader.Faults.Add("\"fingerprint\" is of a certificate, but \"master\" begins with http://; write https://, or leave the fingerprint out.");
        // Of a value that is no text it is said already.
        const string Good = "-";
        reader.Faults.AddRange(NameFaults(name ?? (reader.Has("name") ? Good : null), machine ?? (reader.Has("machine") ? Good : null)));
        var limits = Limits(reader);
        return reader.Faults.Count == 0
            ? new WorkerSettings(master!, name!.Trim(), machine!.Trim()) { Fingerprint = fingerprint, Limits = limits }
            : throw new WorkerFaultException($"{path} needs mending: {string.Join(' ', reader.Faults)}", needsHuman: true);
    }

    private static JsonObject ToJson(WorkerSettings settings)
    {
        var limits = settings.Limits;
        var all = new JsonObject
        {
            ["master"] = settings.Master.AbsoluteUri,
            ["name"] = settings.Name,
            ["machine"] = settings.Machine,
            ["fingerprint"] = settings.Fingerprint,
            ["preset"] = limits.Preset?.ToString().ToLowerInvariant(),
            ["slots"] = limits.Slots,
            ["prefetch"] = limits.Prefetch,
            ["cpuPercent"] = limits.CpuPercent,
            ["priority"] = limits.Priority?.ToString().ToLowerInvariant(),
            ["memoryMiB"] = limits.MemoryMiB,
            ["downMBps"] = limits.DownMBps,
            ["upMBps"] = limits.UpMBps,
            ["diskMiB"] = limits.DiskMiB,
            ["hours"] = limits.Hours is { } hours ? new JsonObject(hours.Written.Select(day => KeyValuePair.Create(day.Key, (JsonNode?)day.Value))) : null,
            ["onlyWhenIdle"] = limits.OnlyWhenIdle,
            ["notOnBattery"] = limits.NotOnBattery,
            ["maxCelsius"] = limits.MaxCelsius,
        };
        foreach (var empty in all.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
            all.Remove(empty);
        return all;
    }
}
