using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Datasets;

/// <summary>Reads a part of a file from its beginning to its end, and then, when there is one, a tail that is not in the file.</summary>
internal sealed class FileSlice(SafeFileHandle file, long start, long length, byte[] tail) : Stream
{
    private long _read;

    /// <summary>Bytes read of the file's part, without the tail.</summary>
    public long BytesRead => Math.Min(_read, length);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_read < length)
        {
            var read = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, length - _read)], start + _read);
            if (read == 0)
                throw new IOException("the file became shorter while it was read");
            _read += read;
            return read;
        }

        var rest = tail.AsSpan((int)(_read - length));
        var taken = Math.Min(rest.Length, buffer.Length);
        rest[..taken].CopyTo(buffer);
        _read += taken;
        return taken;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
