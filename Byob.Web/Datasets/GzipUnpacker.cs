using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Datasets;

/// <summary>
/// Unpacks all members of a gzip file, and notices one that is torn. GZipStream compares checksums but takes a file that ends in the middle for
/// one that ends; so a member of our own is put behind the file, whose content nobody can know. Only if it comes out as the last is all before it whole.
/// </summary>
internal sealed class GzipUnpacker : Unpacker
{
    private const int SealBytes = 32;

    private readonly byte[] _seal;
    private readonly GZipStream _plain;
    private readonly byte[] _held = new byte[SealBytes];
    private int _heldBytes;

    private GzipUnpacker(FileSlice source, byte[] seal)
        : base(source)
    {
        _seal = seal;
        _plain = new GZipStream(source, CompressionMode.Decompress);
    }

    public static GzipUnpacker Of(SafeFileHandle file, long start, long length)
    {
        var seal = RandomNumberGenerator.GetBytes(SealBytes);
        return new GzipUnpacker(new FileSlice(file, start, length, Pack(seal)), seal);
    }

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            _held.AsSpan(0, _heldBytes).CopyTo(buffer);
            var read = ReadPlain(buffer[_heldBytes..]);
            if (read == 0)
            {
                return _held.AsSpan(0, _heldBytes).SequenceEqual(_seal)
                    ? 0
                    : throw new InvalidDataException("is torn, or something that is not gzip was put behind its end. Send the whole file again.");
            }

            // The last bytes may be the seal: they are held back until more come.
            var all = _heldBytes + read;
            var given = Math.Max(0, all - SealBytes);
            buffer[given..all].CopyTo(_held);
            _heldBytes = all - given;
            if (given > 0)
                return given;
        }
    }

    public override void Dispose() => _plain.Dispose();

    private static byte[] Pack(byte[] seal)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(seal);
        return packed.ToArray();
    }

    private int ReadPlain(Span<byte> buffer)
    {
        try
        {
            return _plain.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw new InvalidDataException("is torn or damaged: it cannot be unpacked to its end. Send the whole file again, or unpack it and send the text.");
        }
    }
}
