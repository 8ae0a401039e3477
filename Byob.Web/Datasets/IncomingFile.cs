using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Datasets;

/// <summary>
/// The file of a dataset on its way in: it grows at its end only, is hashed as it grows, and knows how much of it is safe on the disk.
/// One writer at a time.
/// </summary>
internal sealed class IncomingFile(string path, long durable) : IDisposable
{
    private long _durable = durable;
    private SafeFileHandle? _handle;

    // The hash of a prefix that an earlier process received is not known; such a file is measured again when it is whole.
    private IncrementalHash? _hash = durable == 0 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;

    public string Path => path;

    /// <summary>Bytes written, counted from the start.</summary>
    public long Written { get; private set; } = durable;

    /// <summary>Bytes that survive a power cut.</summary>
    public long Durable => Volatile.Read(ref _durable);

    /// <summary>Opens the file for appending, and cuts off whatever a fault or a crash left behind <see cref="Written"/>.</summary>
    public void Open()
    {
        _handle?.Dispose();
        _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read | FileShare.Delete);
        var length = RandomAccess.GetLength(_handle);
        if (length < Written)
            throw new IOException($"the file has {length} bytes, though {Written} were written");
        if (length > Written)
            RandomAccess.SetLength(_handle, Written);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_handle!, bytes, Written);
        _hash?.AppendData(bytes);
        Written += bytes.Length;
    }

    /// <summary>Makes what is written by now durable; may run beside <see cref="Append"/>. After a fault of it, call <see cref="FallBack"/>.</summary>
    public void Flush()
    {
        var written = Written;
        if (Durable == written)
            return;
        RandomAccess.FlushToDisk(_handle!);
        Volatile.Write(ref _durable, written);
    }

    /// <summary>
    /// Takes back whatever is not durable: a system that could not write its pages may have dropped them, and reading them back would not tell.
    /// </summary>
    public void FallBack()
    {
        if (Written == Durable)
            return;
        Written = Durable;
        ForgetHash();
    }

    /// <summary>SHA-256 of what is written, in lower-case hexadecimal; null when it is not known without reading the file.</summary>
    public string? Sha256() => _hash is null ? null : Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Close(DateTimeOffset touched)
    {
        if (_handle is null)
            return;
        File.SetLastWriteTimeUtc(_handle, touched.UtcDateTime);
        _handle.Dispose();
        _handle = null;
    }

    public void Dispose()
    {
        _handle?.Dispose();
        ForgetHash();
    }

    private void ForgetHash()
    {
        _hash?.Dispose();
        _hash = null;
    }
}
