using System.Globalization;
using System.Text.Json;
using Byob.Worker.Limits;

namespace Byob.Worker.Settings;

/// <summary>Takes the keys of <c>worker.json</c> one by one, and gathers all that is wrong with them: each with its key, its value and the mend.</summary>
internal sealed class SettingsReader
{
    private const int LongestShown = 60;

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.OrdinalIgnoreCase);

    public SettingsReader(JsonElement root)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (!SettingsKeys.All.Any(known => string.Equals(known.Key, property.Name, StringComparison.OrdinalIgnoreCase)))
                Faults.Add(Unknown(property.Name));
            else if (!_values.TryAdd(property.Name, property.Value))
                Faults.Add($"\"{property.Name}\" is written twice; keep one of them.");
        }
    }

    public List<string> Faults { get; } = [];

    /// <summary>Whether something is written for the key, right or wrong.</summary>
    public bool Has(string key) => Has(key, out _);

    public string? Text(string key) => Take(key, value => value.ValueKind == JsonValueKind.String ? value.GetString() : null, "be a text in quotes");

    public int? Whole(string key, int least, int most, string mend) => Take<int>(
        key, value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number : null, mend);

    public double? Number(string key, double least, double most, string mend) => Take<double>(
        key, value => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most ? number : null, mend);

    public bool? YesNo(string key) => Take<bool>(
        key, value => value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }, "be true or false, without quotes");

    /// <summary>One of the words of an enum.</summary>
    public T? Word<T>(string key)
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(word => $"\"{word.ToLowerInvariant()}\"").ToList();
        var mend = $"be {string.Join(", ", words[..^1])} or {words[^1]}";
        return Take<T>(
            key, value => value.ValueKind == JsonValueKind.String && Enum.GetNames<T>().FirstOrDefault(word => Same(word, value.GetString())) is { } name ? Enum.Parse<T>(name) : null, mend);
    }

    public WorkHours? Hours(string key)
    {
        if (!Has(key, out var value))
            return null;
        var faults = new List<string>();
        var hours = value.ValueKind switch
        {
            JsonValueKind.String => WorkHours.Parse(value.GetString()!, faults),
            JsonValueKind.Object when value.EnumerateObject().All(day => day.Value.ValueKind == JsonValueKind.String) =>
                WorkHours.Parse(value.EnumerateObject().Select(day => KeyValuePair.Create(day.Name, day.Value.GetString()!)), faults),
            _ => null,
        };
        if (hours is null && faults.Count == 0)
            faults.Add($"it must name days with their hours, like {WorkHours.Example}.");
        Faults.AddRange(faults.Select(fault => $"\"{key}\" is {Shown(value)}: {fault}"));
        return hours;
    }

    private static bool Same(string word, string? typed) => string.Equals(word, typed?.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string Unknown(string key)
    {
        var known = string.Join(", ", SettingsKeys.All.Select(one => one.Key));
        return SettingsKeys.Near(key) is { } near
            ? $"the key \"{key}\" is not known; did you mean \"{near}\"?"
            : $"the key \"{key}\" is not known; known are {known}.";
    }

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText().ReplaceLineEndings(" ");
        return text.Length <= LongestShown ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, LongestShown)}…");
    }

    private bool Has(string key, out JsonElement value) => _values.TryGetValue(key, out value) && value.ValueKind != JsonValueKind.Null;

    private string? Take(string key, Func<JsonElement, string?> read, string mend)
    {
        if (!Has(key, out var value))
            return null;
        var taken = read(value);
        if (taken is null)
            Wrong(key, value, mend);
        return taken;
    }

    private T? Take<T>(string key, Func<JsonElement, T?> read, string mend)
        where T : struct
    {
        if (!Has(key, out var value))
            return null;
        var taken = read(value);
        if (taken is null)
            Wrong(key, value, mend);
        return taken;
    }

    private void Wrong(string key, JsonElement value, string mend) => Faults.Add($"\"{key}\" is {Shown(value)}; it must {mend}.");
}
