using System.Buffers;
using System.Security.Cryptography;
using Byob.Shared.Partials;

namespace Byob.Web.Results;

/// <summary>A sorted file of words that is to be merged: a worker's partial, or a run that an earlier pass made of some.</summary>
/// <param name="Words">Sum of its counts.</param>
internal sealed record MergeRun(PartialPlace Place, PartialHeader Header, long Words);

/// <summary>Reads a run and knows, at its end, whether it was what it should be, to the last byte.</summary>
internal sealed class PartialSource : IDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly MergeRun? _run;
    private readonly HashedStream _bytes;

    /// <summary>Reads what this master judged before, or made itself: checksums are enough.</summary>
    /// <param name="read">Told how many bytes more were read.</param>
    /// <exception cref="PartialFormatException">It begins as something else.</exception>
    /// <exception cref="IOException">It is gone or cannot be read.</exception>
    public PartialSource(MergeRun run, Action<int>? read = null)
        : this(Open(run.Place), run.Header, read, Length(run.Place), isKnown: true)
    {
        _run = run;
    }

    /// <summary>Reads a stored partial as if it had just come.</summary>
    public PartialSource(PartialPlace place, PartialHeader header)
        : this(Open(place), header, null, Length(place))
    {
    }

    /// <param name="bytes">Closed when this is disposed.</param>
    /// <param name="length">How many of them belong to the partial.</param>
    /// <param name="isKnown">These very bytes were judged before: neither letters nor hash are looked at again.</param>
    /// <exception cref="PartialFormatException">It begins as something else.</exception>
    public PartialSource(Stream bytes, PartialHeader header, Action<int>? read = null, long length = long.MaxValue, bool isKnown = false)
    {
        _bytes = new HashedStream(bytes, read, length, isHashed: !isKnown);
        try
        {
            Reader = new PartialReader(_bytes, isKnown);
            if (Reader.Header != header)
                throw new PartialFormatException("The partial was counted with other options, or from a range of another length.");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public PartialReader Reader { get; }

    /// <summary>SHA-256 of what has been read, in lower-case hexadecimal.</summary>
    public string Hash => _bytes.HashSoFar();

    /// <summary>Whether the total is the one that was noted. Asked when all of it has been read.</summary>
    public bool IsAsNoted() => _run is not null && Reader.Totals?.TotalWords == _run.Words;

    /// <summary>Whether a stored partial is, to the last byte, the one that was accepted.</summary>
    /// <exception cref="IOException">It is gone or cannot be read.</exception>
    public static bool HasHash(PartialPlace place, string sha256, CancellationToken cancellationToken)
    {
        using var bytes = new HashedStream(Open(place), null, Length(place), isHashed: true);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (bytes.Read(buffer) > 0)
                cancellationToken.ThrowIfCancellationRequested();
            return bytes.HashSoFar() == sha256;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        Reader?.Dispose();
        _bytes.Dispose();
    }

    private static long Length(PartialPlace place) => place.Offset is null ? long.MaxValue : place.Length;

    /// <summary>A pack is added to while it is read.</summary>
    private static FileStream Open(PartialPlace place)
    {
        var buffer = (int)Math.Min(BufferBytes, place.Length + 1);
        var file = new FileStream(place.Path, new FileStreamOptions { BufferSize = buffer, Options = FileOptions.SequentialScan, Share = FileShare.ReadWrite | FileShare.Delete });
        file.Position = place.Offset ?? 0;
        return file;
    }

    /// <summary>The first bytes of a stream, hashed as they are read.</summary>
    private sealed class HashedStream(Stream file, Action<int>? read, long left, bool isHashed) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => file.Length;

        public override long Position
        {
            get => file.Position;
            set => throw new NotSupportedException();
        }

        public string HashSoFar() => Convert.ToHexStringLower(_hash.GetCurrentHash());

        public override int Read(Span<byte> buffer)
        {
            var length = file.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
            left -= length;
            if (isHashed)
                _hash.AppendData(buffer[..length]);
            read?.Invoke(length);
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
                _hash.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
