using Byob.Shared.Chunks;

namespace Byob.Worker.Counting;

/// <summary>A source that has its bytes on this machine: whoever counts takes them from there itself, which saves a copy and a thread in between.</summary>
public interface IDirectRangeSource : IRangeSource
{
    /// <summary>The lease's dataset, at hand; the caller disposes it. Null when its bytes come only through <see cref="IRangeSource.OpenAsync"/>.</summary>
    /// <exception cref="RangeReadException">The dataset cannot be had.</exception>
    /// <exception cref="IOException">A fault that may pass.</exception>
    IDirectBytes? OpenDirect(ChunkLease lease);
}
