using System.Buffers;
using Byob.Shared.Ranges;
using ZstdSharp;

namespace Byob.Worker.Counting;

/// <summary>Reads a packed range in plain, and believes nothing: a block's bytes have nowhere to go beyond its bound, nor all of them beyond the range.</summary>
/// <param name="length">Bytes of the range in plain.</param>
internal sealed class UnpackingStream(Stream packed, long length) : ReadOnlyStream
{
    private readonly Decompressor _decompressor = new();
    private readonly byte[] _header = new byte[PackedRange.BlockHeaderBytes];
    private readonly byte[] _packed = ArrayPool<byte>.Shared.Rent(PackedRange.LongestPacked);
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(PackedRange.BlockBytes);
    private long _left = length;
    private int _at;
    private int _end;
    private bool _disposed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == _end)
        {
            if (_left == 0)
                return 0;
            await NextBlockAsync(cancellationToken);
        }

        var taken = Math.Min(buffer.Length, _end - _at);
        _plain.AsMemory(_at, taken).CopyTo(buffer);
        _at += taken;
        return taken;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            packed.Dispose();
            _decompressor.Dispose();
            ArrayPool<byte>.Shared.Return(_packed);
            ArrayPool<byte>.Shared.Return(_plain);
        }

        base.Dispose(disposing);
    }

    private async Task NextBlockAsync(CancellationToken cancellationToken)
    {
        await packed.ReadExactlyAsync(_header, cancellationToken);
        if (!PackedRange.TryReadHeader(_header, out var packedLength, out var plainLength) || plainLength > _left)
            throw new InvalidDataException("A block of the packed bytes has a length that it cannot have.");
        await packed.ReadExactlyAsync(_packed.AsMemory(0, packedLength), cancellationToken);
        Unpack(packedLength, plainLength);
        _left -= plainLength;
        (_at, _end) = (0, plainLength);
    }

    private void Unpack(int packedLength, int plainLength)
    {
        int length;
        try
        {
            length = _decompressor.Unwrap(_packed.AsSpan(0, packedLength), _plain.AsSpan(0, plainLength));
        }
        catch (ZstdException broken)
        {
            throw new InvalidDataException($"A block of the packed bytes cannot be unpacked ({broken.Message}).", broken);
        }

        if (length != plainLength)
            throw new InvalidDataException($"A block of the packed bytes has {length} bytes instead of {plainLength}.");
    }
}
