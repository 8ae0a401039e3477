using System.Buffers.Binary;

namespace Byob.Shared.Counting;

/// <summary>The first eight bytes of a word as a number that orders as the bytes do; a shorter word is filled with zeros.</summary>
public static class BytePrefix
{
    public static ulong Of(ReadOnlySpan<byte> word)
    {
        if (word.Length >= sizeof(ulong))
            return BinaryPrimitives.ReadUInt64BigEndian(word);

        ulong prefix = 0;
        foreach (var value in word)
            prefix = prefix << 8 | value;
        return word.IsEmpty ? 0 : prefix << (8 * (sizeof(ulong) - word.Length));
    }
}
