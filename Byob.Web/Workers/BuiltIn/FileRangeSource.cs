using Byob.Shared.Chunks;
using Byob.Web.Datasets;
using Byob.Worker.Counting;

namespace Byob.Web.Workers.BuiltIn;

/// <summary>Reads ranges straight from the dataset's file: the built-in worker is on the machine that has it.</summary>
public sealed class FileRangeSource(IDatasetBytes bytes) : IRangeSource
{
    public ValueTask<Stream> OpenAsync(ChunkLease lease, ByteRange range, CancellationToken cancellationToken)
    {
        var file = new FileStream(bytes.Open(lease.Dataset), FileAccess.Read, bufferSize: 0) { Position = range.Start };
        return ValueTask.FromResult<Stream>(file);
    }
}
