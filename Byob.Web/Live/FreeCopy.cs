using Byob.Shared.Chunks;

namespace Byob.Web.Live;

/// <summary>Free bytes as they were when the ledger was copied.</summary>
/// <param name="Attempts">How often they were tried before.</param>
public readonly record struct FreeCopy(ByteRange Range, int Attempts);
