namespace Byob.Worker.Counting;

/// <summary>Passes bytes on and tells at its end how many there were and how long their reader waited for them.</summary>
/// <param name="measured">Bytes, time waited, and the fault of the sender if there was one.</param>
internal sealed class MeasuredStream(Stream bytes, TimeProvider time, Action<long, TimeSpan, InvalidDataException?> measured) : ReadOnlyStream
{
    private long _read;
    private TimeSpan _waited;
    private InvalidDataException? _fault;
    private bool _disposed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var start = time.GetTimestamp();
        try
        {
            var read = await bytes.ReadAsync(buffer, cancellationToken);
            _read += read;
            return read;
        }
        catch (InvalidDataException fault)
        {
            _fault = fault;
            throw new RangeReadException(fault.Message, isTransient: true, fault);
        }
        finally
        {
            _waited += time.GetElapsedTime(start);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            bytes.Dispose();
            measured(_read, _waited, _fault);
        }

        base.Dispose(disposing);
    }
}
