using System.Buffers;

namespace Byob.Worker.Counting;

/// <summary>Reads a chunk's bytes on the thread that counts them, into one buffer that stays in that core's cache.</summary>
internal static class DirectReader
{
    /// <summary>Small beside a core's second cache, and large beside the cost of a call to the system.</summary>
    public const int PieceBytes = 256 << 10;

    /// <summary>Hands piece after piece to <paramref name="count"/>, to where the work ends when it is asked last.</summary>
    /// <exception cref="RangeReadException">The bytes cannot be had.</exception>
    public static void Read(ChunkWork work, IDirectBytes bytes, CountPiece count)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (work.Claim(PieceBytes) is > 0 and var wanted)
            {
                work.Dropped.ThrowIfCancellationRequested();
                Fill(work, bytes, buffer.AsSpan(0, wanted));
                work.AddRead(wanted);
                count(buffer.AsSpan(0, wanted));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Fill(ChunkWork work, IDirectBytes bytes, Span<byte> piece)
    {
        var offset = work.Lease.Range.Start + work.BytesRead;
        for (var filled = 0; filled < piece.Length;)
        {
            int read;
            try
            {
                read = bytes.Read(offset + filled, piece[filled..]);
            }
            catch (IOException fault)
            {
                throw new RangeReadException($"The bytes could not be read: {fault.Message}", isTransient: true, fault);
            }

            if (read == 0)
                throw new RangeReadException($"The bytes ended {piece.Length - filled} too early: the file became shorter.", isTransient: false);
            filled += read;
        }
    }
}
