using System.Buffers.Binary;
using ZstdSharp;

namespace Byob.Shared.Ranges;

/// <summary>
/// A range of a dataset packed for a slow link. Who asks for a range names <see cref="Form"/> in the header <see cref="Header"/>; an answer that is
/// packed has the same header, any other is plain.
/// </summary>
/// <remarks>
/// The body is blocks until the range's length is reached, each: 4 bytes, length m of the packed bytes, 1 to <see cref="LongestPacked"/>; 4 bytes,
/// length in plain, 1 to <see cref="BlockBytes"/>; m bytes, one Zstandard frame (RFC 8878). Numbers are little-endian.
/// </remarks>
public static class PackedRange
{
    public const string Header = "Byob-Packed-Range";

    public const string Form = "zstd";

    /// <summary>Most bytes of a block in plain; a reader needs about twice this, whatever a sender claims.</summary>
    public const int BlockBytes = 256 << 10;

    public const int BlockHeaderBytes = 8;

    public static readonly int LongestPacked = Compressor.GetCompressBound(BlockBytes);

    /// <summary>Room that <see cref="Pack"/> needs for a full block.</summary>
    public static int LongestBlock => BlockHeaderBytes + LongestPacked;

    /// <summary>Writes a block and returns its length.</summary>
    /// <param name="plain">1 to <see cref="BlockBytes"/> bytes.</param>
    /// <param name="block">At least <see cref="LongestBlock"/> bytes.</param>
    public static int Pack(Compressor compressor, ReadOnlySpan<byte> plain, Span<byte> block)
    {
        ArgumentNullException.ThrowIfNull(compressor);
        var packed = compressor.Wrap(plain, block[BlockHeaderBytes..]);
        BinaryPrimitives.WriteInt32LittleEndian(block, packed);
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], plain.Length);
        return BlockHeaderBytes + packed;
    }

    /// <summary>Reads a block's header; false when no block has such lengths.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> header, out int packed, out int plain)
    {
        packed = BinaryPrimitives.ReadInt32LittleEndian(header);
        plain = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        return packed > 0 && packed <= LongestPacked && plain is > 0 and <= BlockBytes;
    }
}
