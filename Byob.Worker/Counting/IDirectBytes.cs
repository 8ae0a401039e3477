namespace Byob.Worker.Counting;

/// <summary>The bytes of a dataset at hand. One caller at a time.</summary>
public interface IDirectBytes : IDisposable
{
    /// <summary>Reads some bytes from <paramref name="offset"/> of the dataset on, at once and on the caller's thread; 0 behind its end.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    int Read(long offset, Span<byte> bytes);
}
