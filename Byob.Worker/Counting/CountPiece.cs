namespace Byob.Worker.Counting;

/// <summary>Counts the next bytes of a chunk.</summary>
internal delegate void CountPiece(ReadOnlySpan<byte> bytes);
