using System.Numerics;
using System.Runtime.CompilerServices;

namespace Byob.Shared.Counting.Scanning;

/// <summary>Writes where bits are set, without vectors.</summary>
internal static unsafe class BitPlaces
{
    private const int Group = 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(ulong bits, int offset, ushort* output)
    {
        var count = BitOperations.PopCount(bits);
        // In groups, so that the loop's end is foreseen: what is written behind the last bit is overwritten by the next block.
        for (var done = 0; done < count; done += Group)
        {
            for (var place = 0; place < Group; place++)
            {
                output[done + place] = (ushort)(offset + BitOperations.TrailingZeroCount(bits));
                bits &= bits - 1;
            }
        }

        return count;
    }
}
