using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace Byob.Web.Tests.Datasets;

/// <summary>Packs bytes as people's tools do.</summary>
internal static class Packed
{
    /// <summary>A text that packs as texts do, the same for the same seed.</summary>
    public static byte[] Text(int bytes, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        while (text.Length < bytes)
            text.Append((char)('a' + random.Next(26)), random.Next(1, 4)).Append(random.Next(8) == 0 ? '\n' : ' ');
        return Encoding.UTF8.GetBytes(text.ToString(0, bytes));
    }

    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        // GZipStream writes nothing at all for nothing; gzip writes a member.
        if (bytes.IsEmpty)
            return Convert.FromHexString("1F8B080000000000000303000000000000000000");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public static byte[] Zstd(ReadOnlySpan<byte> bytes)
    {
        using var compressor = new Compressor(3);
        compressor.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return compressor.Wrap(bytes).ToArray();
    }

    public static byte[] Of(string packing, ReadOnlySpan<byte> bytes) => packing == "gz" ? Gzip(bytes) : Zstd(bytes);
}
