namespace Byob.Web.Results;

/// <summary>Writes a new file and stops before the disk is full, so that the database always has room.</summary>
internal sealed class GuardedStream : Stream
{
    /// <summary>How many bytes are written between two looks at the disk.</summary>
    private const long Stride = 8 << 20;

    private const int BufferBytes = 128 << 10;

    private readonly FileStream _file;
    private readonly string _folder;
    private readonly long _keepFree;
    private long _untilLook;

    public GuardedStream(string path, long keepFree)
    {
        _folder = Path.GetDirectoryName(path)!;
        _keepFree = keepFree;
        LookAtDisk();
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
        Take(buffer.Length);
        _file.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Take(buffer.Length);
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

    private void Take(int bytes)
    {
        _untilLook -= bytes;
        if (_untilLook < 0)
            LookAtDisk();
    }

    private void LookAtDisk()
    {
        var free = new DriveInfo(_folder).AvailableFreeSpace;
        if (free - Stride < _keepFree)
        {
            throw new IOException(
                $"The master's disk has {free >> 20} MiB free and keeps {_keepFree >> 20} MiB of that ({ResultsOptions.Section}:{nameof(ResultsOptions.KeepFreeBytes)}). Delete datasets or results that are no longer needed.");
        }

        _untilLook = Stride;
    }
}
