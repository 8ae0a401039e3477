using Byob.Shared.Counting;
using MessagePack;

namespace Byob.Shared.Chunks;

/// <summary>The right to count one chunk: pushed by the master, held until the partial is settled, given back or revoked.</summary>
/// <param name="Token">Goes back with the partial.</param>
/// <param name="Dataset">Whose bytes to read, at <see cref="Hubs.PartyRoutes.DatasetBytes"/>.</param>
/// <param name="DatasetLength">Length of the whole dataset in bytes.</param>
/// <param name="Range">Begins and ends between words, so that the worker needs no byte outside it.</param>
/// <param name="Attempt">1 for the first try at these bytes.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record ChunkLease(
    LeaseToken Token,
    JobId Job,
    int JobNumber,
    DatasetId Dataset,
    long DatasetLength,
    ByteRange Range,
    int Attempt,
    CountOptions Options);
