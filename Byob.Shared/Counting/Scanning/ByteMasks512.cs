using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Byob.Shared.Counting.Scanning;

/// <summary>One vector of 512 bits (AVX-512 with VBMI2, from Ice Lake and Zen 4 on).</summary>
internal readonly unsafe struct ByteMasks512 : IByteMasks
{
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported && Avx512Vbmi2.IsSupported;

    private static Vector512<byte> Places
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            (byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
            32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AsciiLetters(byte* block)
    {
        var folded = (Vector512.Load(block) | Vector512.Create((byte)0x20)) - Vector512.Create((byte)'a');
        return Vector512.LessThan(folded, Vector512.Create((byte)26)).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NonAscii(byte* block) => Vector512.Load(block).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Between(byte* block, byte first, byte last) =>
        Vector512.LessThanOrEqual(Vector512.Load(block) - Vector512.Create(first), Vector512.Create((byte)(last - first))).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WritePlaces(ulong bits, int offset, ushort* output)
    {
        // Each byte of the vector gets the byte of the mask that holds its bit, and looks at it.
        var spread = Avx512BW.Shuffle(
            Vector512.Create(bits).AsByte(),
            Vector512.Create(0x0000000000000000ul, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303, 0x0404040404040404, 0x0505050505050505, 0x0606060606060606, 0x0707070707070707).AsByte());
        var chosen = ~Vector512.Equals(spread & Vector512.Create(0x8040201008040201ul).AsByte(), Vector512<byte>.Zero);
        var places = Avx512Vbmi2.Compress(Vector512<byte>.Zero, chosen, Places);
        var count = BitOperations.PopCount(bits);
        (Avx512BW.ConvertToVector512UInt16(places.GetLower()) + Vector512.Create((ushort)offset)).Store(output);
        if (count > Vector512<ushort>.Count)
            (Avx512BW.ConvertToVector512UInt16(places.GetUpper()) + Vector512.Create((ushort)offset)).Store(output + Vector512<ushort>.Count);
        return count;
    }
}
