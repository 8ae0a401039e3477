using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Byob.Shared.Counting.Scanning;

/// <summary>Four vectors of 128 bits (SSE2, NEON).</summary>
internal readonly unsafe struct ByteMasks128 : IByteMasks
{
    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AsciiLetters(byte* block) => Join(Letters(block), Letters(block + 16), Letters(block + 32), Letters(block + 48));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NonAscii(byte* block) => Join(
        Vector128.Load(block).ExtractMostSignificantBits(),
        Vector128.Load(block + 16).ExtractMostSignificantBits(),
        Vector128.Load(block + 32).ExtractMostSignificantBits(),
        Vector128.Load(block + 48).ExtractMostSignificantBits());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Between(byte* block, byte first, byte last) => Join(
        QuarterBetween(block, first, last),
        QuarterBetween(block + 16, first, last),
        QuarterBetween(block + 32, first, last),
        QuarterBetween(block + 48, first, last));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WritePlaces(ulong bits, int offset, ushort* output) => BitPlaces.Write(bits, offset, output);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(uint first, uint second, uint third, uint fourth) => first | (ulong)second << 16 | (ulong)third << 32 | (ulong)fourth << 48;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Letters(byte* quarter)
    {
        var folded = (Vector128.Load(quarter) | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        return Vector128.LessThanOrEqual(folded, Vector128.Create((byte)25)).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint QuarterBetween(byte* quarter, byte first, byte last) =>
        Vector128.LessThanOrEqual(Vector128.Load(quarter) - Vector128.Create(first), Vector128.Create((byte)(last - first))).ExtractMostSignificantBits();
}
