using System.Text.Json;
using System.Text.Json.Serialization;

namespace Byob.Worker.Settings;

/// <summary>Reads and writes <c>worker.json</c>, and says which key is wrong and how to mend it.</summary>
internal static class SettingsFile
{
    private const string KnownKeys = "master, name, machine, slots, prefetch, memoryMiB";

    private static readonly JsonDocumentOptions s_lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Null when there is no file.</summary>
    /// <exception cref="WorkerFaultException">The file makes no sense.</exception>
    public static WorkerSettings? Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            // Parsed by itself first, so that a slip of the pen is not blamed on the key before it.
            JsonDocument.Parse(text, s_lenient).Dispose();
            return Check(path, JsonSerializer.Deserialize<Written>(text, s_json) ?? new Written());
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new WorkerFaultException(Sentence(path, e), needsHuman: true, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkerFaultException($"{path} cannot be read: {e.Message}", needsHuman: true, e);
        }
    }

    public static void Write(string path, WorkerSettings settings)
    {
        var written = new Written(settings.Master.AbsoluteUri, settings.Name, settings.Machine, settings.Slots, settings.Prefetch, settings.MemoryMiB);
        var fresh = path + ".new";
        File.WriteAllText(fresh, JsonSerializer.Serialize(written, s_json) + "\n");
        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>All that is wrong with values that were typed or written; empty when nothing is.</summary>
    public static IEnumerable<string> Faults(string? name, string? machine, int? slots, int? prefetch, int? memory = null)
    {
        if (name is null || name.Trim().Length is 0 or > WorkerSettings.LongestName)
            yield return $"\"name\" must be your name in the party, 1 to {WorkerSettings.LongestName} characters.";
        if (machine is null || machine.Trim().Length is 0 or > WorkerSettings.LongestName)
            yield return $"\"machine\" must be a name for this machine, 1 to {WorkerSettings.LongestName} characters.";
        if (slots is < 1 or > WorkerEngineOptions.MostSlots)
            yield return $"\"slots\" must be a number from 1 to {WorkerEngineOptions.MostSlots}, or left out for one slot a core.";
        if (prefetch is < 0 or > WorkerEngineOptions.MostPrefetch)
            yield return $"\"prefetch\" must be a number from 0 to {WorkerEngineOptions.MostPrefetch}, or left out.";
        if (memory is < WorkerSettings.LeastMemoryMiB)
            yield return $"\"memoryMiB\" must be a number of mebibytes from {WorkerSettings.LeastMemoryMiB}, or left out for a quarter of the machine's memory.";
    }

    private static WorkerSettings Check(string path, Written written)
    {
        var faults = Faults(written.Name, written.Machine, written.Slots, written.Prefetch, written.MemoryMiB).ToList();
        Uri? master = null;
        if (written.Master is null)
            faults.Insert(0, "\"master\" is missing: the address of the master, like http://192.168.1.20:5150.");
        else if (!MasterAddress.TryParse(written.Master, out master, out var fault))
            faults.Insert(0, $"\"master\" is wrong: {fault}");

        return faults.Count == 0
            ? new WorkerSettings(master!, written.Name!.Trim(), written.Machine!.Trim(), written.Slots, written.Prefetch, written.MemoryMiB)
            : throw new WorkerFaultException($"{path} needs mending: {string.Join(' ', faults)}", needsHuman: true);
    }

    private static string Sentence(string path, JsonException e)
    {
        var key = e.Path?.TrimStart('$', '.');
        var line = e.LineNumber is { } number ? $" (line {number + 1})" : "";
        if (string.IsNullOrEmpty(key))
            return $"{path} is not readable as JSON{line}; mend it, or delete it and join again.";
        return typeof(Written).GetProperties().Any(p => string.Equals(p.Name, key, StringComparison.OrdinalIgnoreCase))
            ? $"{path}: the value of \"{key}\"{line} is not of the right kind; names and addresses are in quotes, numbers are not."
            : $"{path}: the key \"{key}\"{line} is not known; known are {KnownKeys}.";
    }

    private sealed record Written(string? Master = null, string? Name = null, string? Machine = null, int? Slots = null, int? Prefetch = null, int? MemoryMiB = null);
}
