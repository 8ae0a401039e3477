using System.Buffers;
using System.IO.Pipelines;
using Byob.Shared.Chunks;
using Byob.Shared.Ranges;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;

namespace Byob.Web.Datasets;

/// <summary>Packs one range for a worker whose link is slow, as it is sent. No more are at work than half the machine's cores; others get plain bytes.</summary>
internal sealed class RangePacker : IDisposable
{
    /// <summary>The quickest: at a higher one the master would become slower than the links that it helps.</summary>
    private const int CompressionLevel = 1;

    private static readonly int s_most = Math.Max(1, Environment.ProcessorCount / 2);
    private static int s_atWork;

    private readonly Compressor _compressor = new(CompressionLevel);
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(PackedRange.BlockBytes);

    private RangePacker()
    {
    }

    /// <summary>Null when the range is to be sent as it is.</summary>
    public static RangePacker? For(HttpRequest request, ByteRange range)
    {
        if (request.Headers[PackedRange.Header] != PackedRange.Form || range.Length < PackedRange.BlockBytes)
            return null;
        if (Interlocked.Increment(ref s_atWork) <= s_most)
            return new RangePacker();
        Interlocked.Decrement(ref s_atWork);
        return null;
    }

    /// <summary>Puts the next bytes, packed, into the response, and returns how many they are in plain; 0 behind the end of the file.</summary>
    public int Write(SafeFileHandle handle, long offset, long end, PipeWriter writer)
    {
        var read = RandomAccess.Read(handle, _plain.AsSpan(0, (int)Math.Min(PackedRange.BlockBytes, end - offset)), offset);
        if (read > 0)
            writer.Advance(PackedRange.Pack(_compressor, _plain.AsSpan(0, read), writer.GetSpan(PackedRange.LongestBlock)));
        return read;
    }

    public void Dispose()
    {
        Interlocked.Decrement(ref s_atWork);
        _compressor.Dispose();
        ArrayPool<byte>.Shared.Return(_plain);
    }
}
