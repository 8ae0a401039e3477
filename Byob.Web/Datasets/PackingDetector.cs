using System.Buffers.Binary;

namespace Byob.Web.Datasets;

/// <summary>Knows packed files by their first bytes, whatever they are called: gzip (RFC 1952) and Zstandard (RFC 8878).</summary>
internal static class PackingDetector
{
    /// <summary>So many first bytes are enough.</summary>
    public const int HeadBytes = 16;

    private const uint ZstdFrame = 0xFD2FB528;
    private const uint ZstdSkippable = 0x184D2A50;

    private static readonly string[] Endings = [".gz", ".gzip", ".zst", ".zstd"];

    public static Packing Detect(ReadOnlySpan<byte> head)
    {
        // No text begins so: 8B, and the bytes of the other magic numbers, are no UTF-8.
        if (head is [0x1F, 0x8B, 0x08, ..])
            return Packing.Gzip;
        if (head.Length < 4)
            return Packing.None;
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(head);
        return magic == ZstdFrame || (head.Length >= 8 && IsSkippable(magic) && IsShort(head)) ? Packing.Zstd : Packing.None;
    }

    /// <summary>The name of what is inside: "moby.txt.gz" holds "moby.txt".</summary>
    public static string NameInside(string name)
    {
        var ending = Endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        return ending is null || name.Length == ending.Length ? name : name[..^ending.Length];
    }

    private static bool IsSkippable(uint magic) => (magic & 0xFFFFFFF0) == ZstdSkippable;

    // "P*M" and a control character could begin a strange text; followed by a small little-endian length it does not.
    private static bool IsShort(ReadOnlySpan<byte> head) => BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) < 1 << 16;
}
