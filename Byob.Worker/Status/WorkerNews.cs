using Byob.Shared.Chunks;

namespace Byob.Worker.Status;

/// <summary>Something that happened to the worker and that its owner may want to see.</summary>
/// <param name="Sentence">In words for people.</param>
/// <param name="Lease">The lease it is about, if any.</param>
/// <param name="BytesPerSecond">How fast its chunk was counted; 0 when it was not.</param>
public sealed record WorkerNews(WorkerNewsKind Kind, string Sentence, ChunkLease? Lease = null, double BytesPerSecond = 0);
