using Byob.Shared.Chunks;
using Byob.Web.Datasets;
using Byob.Worker.Counting;
using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Workers.BuiltIn;

/// <summary>Reads ranges straight from the dataset's file, since the built-in worker is on the machine that has it; or from its source on the web.</summary>
public sealed class FileRangeSource(IDatasetBytes bytes) : IDirectRangeSource
{
    public IDirectBytes? OpenDirect(ChunkLease lease)
    {
        if (!bytes.IsAtHand(lease.Dataset))
            return null;
        try
        {
            return new FileBytes(bytes.Open(lease.Dataset));
        }
        catch (FileNotFoundException gone)
        {
            throw new RangeReadException(gone.Message, isTransient: false, gone);
        }
    }

    public ValueTask<Stream> OpenAsync(ChunkLease lease, ByteRange range, CancellationToken cancellationToken) =>
        bytes.OpenStreamAsync(lease.Dataset, range, cancellationToken);

    private sealed class FileBytes(SafeFileHandle handle) : IDirectBytes
    {
        public int Read(long offset, Span<byte> bytes) => RandomAccess.Read(handle, bytes, offset);

        public void Dispose() => handle.Dispose();
    }
}
