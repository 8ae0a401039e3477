using MessagePack;

namespace Byob.Shared.Hubs;

/// <summary>What a worker is told to do from the dashboard.</summary>
/// <param name="For">How long from now; null: until the next order.</param>
/// <param name="By">The member who gave it.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record WorkerOrder(WorkerOrderKind Kind, TimeSpan? For, string By);
