using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ZstdSharp;

namespace Byob.Shared.Partials;

/// <summary>Reads the blocks of a partial, checked and decompressed, as one stream of numbers and bytes.</summary>
internal sealed class BlockReader(Stream input) : IDisposable
{
    private readonly Decompressor _decompressor = new();
    private readonly byte[] _compressed = new byte[PartialFormat.LongestCompressedBlock];
    private readonly byte[] _plain = new byte[PartialFormat.BlockBytes];
    private int _at;
    private int _length;
    private long _blocks;
    private bool _ended;

    /// <summary>What of the present block has not been read.</summary>
    public ReadOnlySpan<byte> Rest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_plain, _at, _length - _at);
    }

    /// <summary>Goes past bytes of <see cref="Rest"/>.</summary>
    public void Skip(int bytes) => _at += bytes;

    /// <summary>Whether all blocks have been read to their end.</summary>
    public bool AtEnd() => _at == _length && !NextBlock();

    public long ReadNumber()
    {
        long number = 0;
        for (var shift = 0; shift < 7 * PartialFormat.LongestNumber; shift += 7)
        {
            var value = ReadPiece(1)[0];
            number |= (long)(value & 0x7F) << shift;
            if (value < 0x80)
                return number;
        }

        throw new PartialFormatException($"Block {_blocks - 1} of the partial has a number that is too large.");
    }

    /// <summary>The next bytes, at least 1 and at most <paramref name="most"/>, as many as are at hand; valid until the next call.</summary>
    public ReadOnlySpan<byte> ReadPiece(int most)
    {
        if (_at == _length && !NextBlock())
            throw new PartialFormatException("The partial's last block ends within a word.");

        var piece = _plain.AsSpan(_at, Math.Min(most, _length - _at));
        _at += piece.Length;
        return piece;
    }

    /// <summary>Reads what follows the last block, and makes sure that nothing follows that.</summary>
    public PartialTotals ReadTrailer()
    {
        Span<byte> trailer = stackalloc byte[PartialFormat.TrailerBytes + PartialFormat.ChecksumBytes];
        trailer[..4].Clear();
        Fill(input, trailer[4..], "the totals");
        if (BinaryPrimitives.ReadUInt64LittleEndian(trailer[PartialFormat.TrailerBytes..]) != PartialFormat.Checksum(trailer[..PartialFormat.TrailerBytes], _blocks))
            throw new PartialFormatException("The checksum of the partial's totals is wrong.");
        if (input.ReadByte() >= 0)
            throw new PartialFormatException("The partial goes on behind its end.");

        return new PartialTotals(BinaryPrimitives.ReadInt64LittleEndian(trailer[4..]), BinaryPrimitives.ReadInt64LittleEndian(trailer[12..]));
    }

    public void Dispose() => _decompressor.Dispose();

    internal static void Fill(Stream input, Span<byte> bytes, string what)
    {
        if (input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new PartialFormatException($"The partial ends within {what}.");
    }

    private bool NextBlock()
    {
        if (_ended)
            return false;

        Span<byte> header = stackalloc byte[PartialFormat.BlockHeaderBytes];
        Fill(input, header[..4], "the length of a block");
        var compressedLength = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (compressedLength == 0)
        {
            _ended = true;
            return false;
        }

        Fill(input, header[4..], $"the header of block {_blocks}");
        var plainLength = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        if (compressedLength > PartialFormat.LongestCompressedBlock || plainLength is 0 or > PartialFormat.BlockBytes)
            throw new PartialFormatException($"Block {_blocks} of the partial has a length that no block may have.");

        var compressed = _compressed.AsSpan(0, (int)compressedLength);
        Fill(input, compressed, $"block {_blocks}");
        if (BinaryPrimitives.ReadUInt64LittleEndian(header[8..]) != PartialFormat.Checksum(compressed, _blocks))
            throw new PartialFormatException($"The checksum of block {_blocks} of the partial is wrong.");

        Decompress(compressed, (int)plainLength);
        _blocks++;
        return true;
    }

    /// <summary>A block's output has nowhere to go beyond <see cref="PartialFormat.BlockBytes"/>, whatever its frame claims.</summary>
    private void Decompress(ReadOnlySpan<byte> compressed, int plainLength)
    {
        int length;
        try
        {
            length = _decompressor.Unwrap(compressed, _plain.AsSpan(0, plainLength));
        }
        catch (ZstdException broken)
        {
            throw new PartialFormatException($"Block {_blocks} of the partial cannot be decompressed ({broken.Message}).");
        }

        if (length != plainLength)
            throw new PartialFormatException($"Block {_blocks} of the partial has {length} bytes instead of {plainLength}.");
        _at = 0;
        _length = length;
    }
}
