using Microsoft.Win32.SafeHandles;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Byob.Web.Datasets;

/// <summary>Reads the plain bytes of a file that may be packed, to the honest end of it. Memory is bounded whatever the file says.</summary>
internal abstract class Unpacker(FileSlice source) : IDisposable
{
    /// <summary>A packed file may ask for a window of this many bytes (2 to the power of it): the largest that zstd makes without --long=28 and more.</summary>
    private const int LargestWindowLog = 27;

    /// <summary>Bytes read of the file, packed as it is.</summary>
    public long BytesRead => source.BytesRead;

    /// <summary>Fills some of the buffer, which has at least 64 bytes; 0 at the end.</summary>
    /// <exception cref="InvalidDataException">The file is torn or mangled; the message says so to people, after the file's name.</exception>
    public abstract int Read(Span<byte> buffer);

    public abstract void Dispose();

    public static Unpacker Open(SafeFileHandle file, long start, long length)
    {
        Span<byte> head = stackalloc byte[PackingDetector.HeadBytes];
        var read = RandomAccess.Read(file, head[..(int)Math.Min(head.Length, length)], start);
        return PackingDetector.Detect(head[..read]) switch
        {
            Packing.Gzip => GzipUnpacker.Of(file, start, length),
            Packing.Zstd => new Zstd(new FileSlice(file, start, length, [])),
            _ => new Plain(new FileSlice(file, start, length, [])),
        };
    }

    private sealed class Plain(FileSlice source) : Unpacker(source)
    {
        private readonly FileSlice _source = source;

        public override int Read(Span<byte> buffer) => _source.Read(buffer);

        public override void Dispose() => _source.Dispose();
    }

    /// <summary>All frames, one behind the other; checksums are compared where the frames have them.</summary>
    private sealed class Zstd : Unpacker
    {
        private readonly DecompressionStream _plain;

        public Zstd(FileSlice source)
            : base(source)
        {
            _plain = new DecompressionStream(source, checkEndOfStream: true, leaveOpen: false);
            _plain.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, LargestWindowLog);
        }

        public override int Read(Span<byte> buffer)
        {
            try
            {
                return _plain.Read(buffer);
            }
            catch (EndOfStreamException)
            {
                throw new InvalidDataException("ends in the middle: some of it is missing. Send the whole file again.");
            }
            catch (ZstdException fault) when (fault.Code == ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge)
            {
                throw new InvalidDataException("was packed with a window of more than 128 MiB. Pack it without --long, or unpack it and send the text.");
            }
            catch (ZstdException fault) when (fault.Code == ZSTD_ErrorCode.ZSTD_error_dictionary_wrong)
            {
                throw new InvalidDataException("was packed with a dictionary, which is not inside it. Pack it without, or unpack it and send the text.");
            }
            catch (ZstdException)
            {
                throw new InvalidDataException("is damaged: it cannot be unpacked to its end. Pack it anew, or unpack it and send the text.");
            }
        }

        public override void Dispose() => _plain.Dispose();
    }
}
