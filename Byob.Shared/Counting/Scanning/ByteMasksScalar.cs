using System.Numerics;

namespace Byob.Shared.Counting.Scanning;

/// <summary>Byte after byte, for machines without vectors, and to tell in tests what the others should find.</summary>
internal readonly unsafe struct ByteMasksScalar : IByteMasks
{
    public static ulong AsciiLetters(byte* block)
    {
        ulong mask = 0;
        for (var at = 0; at < IByteMasks.BlockBytes; at++)
            mask |= ((uint)block[at] | 0x20) - 'a' < 26 ? 1ul << at : 0;
        return mask;
    }

    public static ulong NonAscii(byte* block) => Between(block, 0x80, 0xFF);

    public static ulong Between(byte* block, byte first, byte last)
    {
        ulong mask = 0;
        for (var at = 0; at < IByteMasks.BlockBytes; at++)
            mask |= block[at] >= first && block[at] <= last ? 1ul << at : 0;
        return mask;
    }

    public static int WritePlaces(ulong bits, int offset, ushort* output)
    {
        var count = 0;
        for (; bits != 0; bits &= bits - 1)
            output[count++] = (ushort)(offset + BitOperations.TrailingZeroCount(bits));
        return count;
    }
}
