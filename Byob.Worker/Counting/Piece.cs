using System.Buffers;

namespace Byob.Worker.Counting;

/// <summary>Some bytes of a chunk in a pooled buffer; whoever has counted them gives the buffer back.</summary>
internal readonly record struct Piece(byte[] Buffer, int Length)
{
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
