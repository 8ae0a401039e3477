namespace Byob.Web.Ledger;

/// <summary>What a chunk's size follows from.</summary>
/// <param name="FreeBytes">Bytes of the job that nobody holds.</param>
/// <param name="PartyBytesPerSecond">What all workers that take chunks now count together.</param>
/// <param name="SlotBytesPerSecond">What one slot of the worker counts, transfer included.</param>
/// <param name="Measured">Whether that was measured here, rather than declared.</param>
/// <param name="MemoryBytes">What the worker's machine has for each chunk that it holds; 0 when not known.</param>
public readonly record struct SizingDemand(long FreeBytes, double PartyBytesPerSecond, double SlotBytesPerSecond, bool Measured, long MemoryBytes);
