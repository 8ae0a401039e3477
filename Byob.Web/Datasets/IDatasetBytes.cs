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
}
