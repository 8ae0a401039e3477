using System.Text.Json;
using System.Text.Json.Serialization;

namespace Byob.Worker.Control;

/// <summary>How the worker and its commands write to each other, and to scripts.</summary>
internal static class ControlJson
{
    public static JsonSerializerOptions Line { get; } = Make(indented: false);

    public static JsonSerializerOptions ForScripts { get; } = Make(indented: true);

    private static JsonSerializerOptions Make(bool indented) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
