using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Byob.Shared.Counting.Scanning;

/// <summary>Two vectors of 256 bits (AVX2).</summary>
internal readonly unsafe struct ByteMasks256 : IByteMasks
{
    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AsciiLetters(byte* block) => Letters(block) | (ulong)Letters(block + 32) << 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NonAscii(byte* block) =>
        Vector256.Load(block).ExtractMostSignificantBits() | (ulong)Vector256.Load(block + 32).ExtractMostSignificantBits() << 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Between(byte* block, byte first, byte last) => HalfBetween(block, first, last) | (ulong)HalfBetween(block + 32, first, last) << 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WritePlaces(ulong bits, int offset, ushort* output) => BitPlaces.Write(bits, offset, output);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Letters(byte* half)
    {
        var folded = (Vector256.Load(half) | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a');
        return Vector256.LessThanOrEqual(folded, Vector256.Create((byte)25)).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint HalfBetween(byte* half, byte first, byte last) =>
        Vector256.LessThanOrEqual(Vector256.Load(half) - Vector256.Create(first), Vector256.Create((byte)(last - first))).ExtractMostSignificantBits();
}
