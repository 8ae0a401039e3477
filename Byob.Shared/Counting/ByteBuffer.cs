namespace Byob.Shared.Counting;

/// <summary>Bytes of one word that come in pieces; grows as they come, up to a limit.</summary>
internal sealed class ByteBuffer(int limit)
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public long MemoryBytes => _bytes.Length;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <exception cref="WordTooLongException">The word is beyond the limit.</exception>
    public void Append(ReadOnlySpan<byte> piece)
    {
        if (piece.Length > limit - Length)
            throw WordTooLongException.Beyond(limit);
        if (piece.Length > _bytes.Length - Length)
            Array.Resize(ref _bytes, Math.Max(Length + piece.Length, Math.Min(limit, _bytes.Length * 2)));
        piece.CopyTo(_bytes.AsSpan(Length));
        Length += piece.Length;
    }

    public void Clear() => Length = 0;
}
