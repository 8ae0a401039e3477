using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <param name="Range">The chunk to lease; null when there is nothing for the worker.</param>
/// <param name="Problem">Why the bytes cannot be cut, in a sentence; the job is parked with it.</param>
/// <param name="Waits">What the place of the cut waits for, in a sentence.</param>
internal readonly record struct Carving(ByteRange? Range, string? Problem = null, string? Waits = null);
