namespace Byob.Web.Results;

/// <summary>Writes a new file and stops before the disk is full, so that the database always has room.</summary>
internal sealed class GuardedStream : Stream
{
    private const int BufferBytes = 128 << 10;

    private readonly FileStream _file;
    private readonly DiskGuard _guard;

    public GuardedStream(string path, long keepFree)
    {
        _guard = new DiskGuard(Path.GetDirectoryName(path)!, keepFree);
        _guard.Take(1);
        _file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = BufferBytes,
            Options = FileOptions.Asynchronous,
        });
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _file.Length;

    public override long Position
    {
        get => _file.Position;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _guard.Take(buffer.Length);
        _file.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _guard.Take(buffer.Length);
        return _file.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => _file.Flush();

    /// <summary>Returns when the bytes are on the disk itself.</summary>
    public void FlushToDisk() => _file.Flush(flushToDisk: true);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }
}
