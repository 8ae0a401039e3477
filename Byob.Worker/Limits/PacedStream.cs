using Byob.Worker.Counting;

namespace Byob.Worker.Limits;

/// <summary>Passes bytes on at a pace.</summary>
internal sealed class PacedStream(Stream bytes, BytePace pace) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await bytes.ReadAsync(buffer[..pace.Turn(buffer.Length)], cancellationToken);
        await pace.SpendAsync(read, cancellationToken);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            bytes.Dispose();
        base.Dispose(disposing);
    }
}
