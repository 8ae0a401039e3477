using System.Text.Json.Serialization;
using MessagePack;

namespace Byob.Shared.Chunks;

/// <summary>Names one job. Made by whoever submits it (UUIDv7, so that keys sort by time).</summary>
[MessagePackObject]
[JsonConverter(typeof(JobIdJson))]
public readonly record struct JobId([property: Key(0)] Guid Value)
{
    public static JobId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>Names one dataset of the party.</summary>
[MessagePackObject]
[JsonConverter(typeof(DatasetIdJson))]
public readonly record struct DatasetId([property: Key(0)] Guid Value)
{
    public static DatasetId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>Names one enrolled worker; it stays the same over restarts of its process.</summary>
[MessagePackObject]
[JsonConverter(typeof(WorkerIdJson))]
public readonly record struct WorkerId([property: Key(0)] Guid Value)
{
    public static WorkerId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}
