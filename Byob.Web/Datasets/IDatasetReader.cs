namespace Byob.Web.Datasets;

/// <summary>Reads a dataset at any offset, wherever it lies.</summary>
public interface IDatasetReader : IDisposable
{
    /// <summary>In bytes.</summary>
    long Length { get; }

    /// <summary>Fills some of the buffer; 0 only at the end.</summary>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    int Read(Span<byte> buffer, long offset);
}
