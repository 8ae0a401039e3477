using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Results;

/// <summary>Where a stored partial lies.</summary>
/// <param name="Offset">Its first byte in a pack; null when it is all of the file.</param>
internal sealed record PartialPlace(string Path, long? Offset, long Length);

/// <summary>
/// The short partials of one job, one behind the other in one file. Those that come at the same time are written together and cost one flush of
/// the disk. Safe for several threads.
/// </summary>
/// <remarks>
/// Before each partial goes a header: magic <c>BYOK</c>, the partial's length (4 bytes), its SHA-256 (32 bytes) and the XXH3 of these 40 bytes; numbers are
/// little-endian. What does not begin with a sound header was being written when the master was killed, and is cut off; nobody was told of it.
/// </remarks>
internal sealed class PartialPack(string path) : IDisposable
{
    private const int ChecksumAt = 40;
    private const int HeaderBytes = 48;

    private readonly Lock _lock = new();
    private readonly Lock _disk = new();
    private Dictionary<UInt128, (long Offset, int Length)>? _places;
    private List<Addition> _waiting = [];
    private bool _writing;
    private SafeFileHandle? _file;
    private long _end;
    private bool _closed;

    private static ReadOnlySpan<byte> Magic => "BYOK"u8;

    /// <summary>Where a partial lies; null when it is not here. What is there is checked when it is read.</summary>
    public PartialPlace? Find(string sha256)
    {
        lock (_disk)
        {
            return Places().TryGetValue(Key(sha256), out var place) ? new PartialPlace(path, place.Offset, place.Length) : null;
        }
    }

    /// <summary>Ends when the partial is on the disk itself. One that is here already is written anew: the older one may have been found broken.</summary>
    /// <exception cref="IOException">It could not be stored, or the job's partials were deleted meanwhile.</exception>
    public Task AddAsync(string sha256, byte[] partial)
    {
        var addition = new Addition(sha256, partial);
        lock (_lock)
        {
            _waiting.Add(addition);
            if (_writing)
                return addition.Done.Task;
            _writing = true;
        }

        // Not here: whoever came first would have to write for all that come while it does.
        ThreadPool.QueueUserWorkItem(static pack => pack.WriteAll(), this, preferLocal: false);
        return addition.Done.Task;
    }

    public void Dispose()
    {
        lock (_disk)
        {
            _closed = true;
            _file?.Dispose();
        }
    }

    private static UInt128 Key(string sha256) => UInt128.Parse(sha256.AsSpan(0, 32), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private void WriteAll()
    {
        while (true)
        {
            List<Addition> batch;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _writing = false;
                    return;
                }

                (batch, _waiting) = (_waiting, []);
            }

            Exception? fault = null;
            try
            {
                lock (_disk)
                    Write(batch);
            }
            catch (Exception trouble)
            {
                fault = trouble;
            }

            foreach (var addition in batch)
            {
                if (fault is null)
                    addition.Done.SetResult();
                else
                    addition.Done.SetException(fault);
            }
        }
    }

    private void Write(List<Addition> batch)
    {
        if (_closed)
            throw new IOException("The partials of the job were deleted.");
        var places = Places();
        _file ??= Open();
        var at = _end;
        var pieces = new List<ReadOnlyMemory<byte>>(batch.Count * 2);
        foreach (var (sha256, partial, _) in batch)
        {
            pieces.Add(Header(sha256, partial.Length));
            pieces.Add(partial);
        }

        RandomAccess.Write(_file, pieces, at);
        RandomAccess.FlushToDisk(_file);
        foreach (var (sha256, partial, _) in batch)
        {
            places[Key(sha256)] = (at + HeaderBytes, partial.Length);
            at += HeaderBytes + partial.Length;
        }

        // Only now: what failed halfway is written over by the next.
        _end = at;
    }

    private SafeFileHandle Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.SetLength(file, _end);
        return file;
    }

    /// <summary>What is in the file; read at the first question.</summary>
    private Dictionary<UInt128, (long Offset, int Length)> Places()
    {
        if (_places is not null)
            return _places;

        var places = new Dictionary<UInt128, (long, int)>();
        if (File.Exists(path))
        {
            using var file = new FileStream(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete });
            var header = new byte[HeaderBytes];
            while (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes && Length(header) is { } length && _end + HeaderBytes + length <= file.Length)
            {
                places[BinaryPrimitives.ReadUInt128BigEndian(header.AsSpan(8))] = (_end + HeaderBytes, length);
                _end += HeaderBytes + length;
                file.Seek(_end, SeekOrigin.Begin);
            }
        }

        return _places = places;
    }

    private static byte[] Header(string sha256, int length)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), length);
        Convert.FromHexString(sha256).CopyTo(header, 8);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(ChecksumAt), XxHash3.HashToUInt64(header.AsSpan(0, ChecksumAt)));
        return header;
    }

    /// <summary>The length of the partial behind a header; null when it is none.</summary>
    private static int? Length(ReadOnlySpan<byte> header) =>
        header.StartsWith(Magic) && BinaryPrimitives.ReadUInt64LittleEndian(header[ChecksumAt..]) == XxHash3.HashToUInt64(header[..ChecksumAt])
            ? BinaryPrimitives.ReadInt32LittleEndian(header[4..])
            : null;

    private sealed record Addition(string Sha256, byte[] Partial, TaskCompletionSource Done)
    {
        public Addition(string sha256, byte[] partial)
            : this(sha256, partial, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
        {
        }
    }
}
