using System.Security.Cryptography;
using Byob.Shared.Partials;

namespace Byob.Web.Results;

/// <summary>A sorted file of words that is to be merged: a worker's partial, or a run that an earlier pass made of some.</summary>
/// <param name="Words">Sum of its counts.</param>
/// <param name="Sha256">What the whole file hashes to; null for a run of our own.</param>
internal sealed record MergeRun(string Path, PartialHeader Header, long Words, long FileBytes, string? Sha256);

/// <summary>Reads a run and knows, at its end, whether it was what it should be, to the last byte.</summary>
internal sealed class PartialSource : IDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly MergeRun _run;
    private readonly HashedStream _bytes;

    /// <param name="read">Told how many bytes more were read.</param>
    /// <exception cref="PartialFormatException">It begins as something else.</exception>
    /// <exception cref="IOException">It is gone or cannot be read.</exception>
    public PartialSource(MergeRun run, Action<int>? read = null)
    {
        _run = run;
        var file = new FileStream(run.Path, new FileStreamOptions { BufferSize = BufferBytes, Options = FileOptions.SequentialScan });
        _bytes = new HashedStream(file, read);
        try
        {
            Reader = new PartialReader(_bytes);
            if (Reader.Header != run.Header)
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

    /// <summary>Whether totals and hash are those that the master noted when it accepted the partial. Asked when all of it has been read.</summary>
    public bool IsAsNoted() => Reader.Totals?.TotalWords == _run.Words && (_run.Sha256 is null || Hash == _run.Sha256);

    public void Dispose()
    {
        Reader?.Dispose();
        _bytes.Dispose();
    }

    /// <summary>A stream that is hashed as it is read.</summary>
    private sealed class HashedStream(FileStream file, Action<int>? read) : Stream
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
            var length = file.Read(buffer);
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
