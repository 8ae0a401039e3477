using Byob.Shared.Chunks;

namespace Byob.Worker.Counting;

/// <summary>Where a worker gets the bytes of its chunks from. For use by several readers at once.</summary>
public interface IRangeSource
{
    /// <summary>
    /// Opens <paramref name="range"/> (a part of the lease's range, or all of it). The stream begins at its first byte and has at least its length;
    /// the caller disposes it.
    /// </summary>
    /// <exception cref="RangeReadException">The bytes cannot be had: <see cref="RangeReadException.IsTransient"/> says whether trying again makes sense.</exception>
    /// <exception cref="IOException">A fault that may pass.</exception>
    ValueTask<Stream> OpenAsync(ChunkLease lease, ByteRange range, CancellationToken cancellationToken);
}
