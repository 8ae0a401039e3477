using System.Text.Json;
using System.Text.Json.Serialization;

namespace Byob.Shared.Chunks;

/// <summary>Writes an id as the plain text of its GUID, as scripts send it.</summary>
internal abstract class IdJson<T>(Func<Guid, T> read, Func<T, Guid> write) : JsonConverter<T>
    where T : struct
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => read(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
}

internal sealed class JobIdJson() : IdJson<JobId>(value => new JobId(value), id => id.Value);

internal sealed class DatasetIdJson() : IdJson<DatasetId>(value => new DatasetId(value), id => id.Value);

internal sealed class WorkerIdJson() : IdJson<WorkerId>(value => new WorkerId(value), id => id.Value);
