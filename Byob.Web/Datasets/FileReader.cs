using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Datasets;

/// <summary>Reads a dataset that is a file of the master.</summary>
internal sealed class FileReader(SafeFileHandle file) : IDatasetReader
{
    public long Length { get; } = RandomAccess.GetLength(file);

    public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(file, buffer, offset);

    public void Dispose() => file.Dispose();
}
