using Byob.Shared.Chunks;
using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Datasets;

/// <summary>Opens the bytes of ready datasets, for the ranges endpoint, for cutting chunks and for the built-in worker.</summary>
public interface IDatasetBytes
{
    /// <summary>
    /// A handle for reading at any offset; the caller disposes it.
    /// Throws <see cref="FileNotFoundException"/> with a sentence when the dataset is not there, not ready, or changed on disk.
    /// </summary>
    SafeFileHandle Open(DatasetId id);

    /// <summary>Whether its bytes are a file of the master, and not on the web.</summary>
    bool IsAtHand(DatasetId id) => true;

    /// <summary>Where its bytes lie on the web, without asking there; null when they are a file of the master. Throws as <see cref="Open"/> does.</summary>
    WebText? FindOnWeb(DatasetId id) => null;

    /// <summary>A stream that begins at the first byte of the range and has at least its length. Throws as <see cref="Open"/> does.</summary>
    ValueTask<Stream> OpenStreamAsync(DatasetId id, ByteRange range, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream>(new FileStream(Open(id), FileAccess.Read, bufferSize: 0) { Position = range.Start });
}
