using System.Numerics;

namespace Byob.Shared.Merging;

/// <summary>A word on its way into order.</summary>
/// <param name="Prefix">Its first eight bytes, as a number that orders as they do.</param>
/// <param name="Suffix">The next eight.</param>
/// <param name="Count">Of a short word; of a long one the complement of where it lies: shard, and number there.</param>
internal readonly record struct SortRecord(ulong Prefix, ulong Suffix, long Count)
{
    public bool IsLong => Count < 0;

    public int LongShard => (int)(~Count >> 32);

    public int LongNumber => (int)~Count;

    /// <summary>Bytes of a short word.</summary>
    public int Length => Suffix != 0 ? 16 - BitOperations.TrailingZeroCount(Suffix) / 8 : 8 - BitOperations.TrailingZeroCount(Prefix) / 8;

    public static SortRecord OfLong(ulong prefix, ulong suffix, int shard, int number) => new(prefix, suffix, ~((long)shard << 32 | (uint)number));
}
