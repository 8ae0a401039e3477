using System.IO.Hashing;
using ZstdSharp;

namespace Byob.Shared.Partials;

/// <summary>
/// The form of a partial result: words with their counts in strictly rising byte order, front-coded, cut into compressed blocks with
/// checksums, and totals at the end. It is written and read as a stream; neither side holds a whole one in memory.
/// </summary>
/// <remarks>
/// Numbers are little-endian. Checksums are XXH3 (64 bits).
/// <list type="table">
/// <listheader><term>bytes</term><description>meaning</description></listheader>
/// <item><term>4</term><description>magic: <c>BYOP</c></description></item>
/// <item><term>1</term><description>version of the format: 1</description></item>
/// <item><term>1</term><description>options: bit 0 = case folded; the others are 0</description></item>
/// <item><term>2</term><description>shortest word counted, in letters: 1 to 1000</description></item>
/// <item><term>8</term><description>length in bytes of the text that was counted, not negative</description></item>
/// <item><term>1 + n</term><description>version of the letter table: its length n (1 to 20), then ASCII</description></item>
/// <item><term>8</term><description>checksum of all the bytes above, seed 0</description></item>
/// <item><term>blocks</term><description>any number, each:
///   4 bytes: length m of the compressed bytes, 1 to <see cref="LongestCompressedBlock"/>;
///   4 bytes: length of the bytes in plain, 1 to <see cref="BlockBytes"/>;
///   8 bytes: checksum of the compressed bytes, the block's number (0, 1, …) as seed;
///   m bytes: one Zstandard frame (RFC 8878)</description></item>
/// <item><term>4</term><description>0: no more blocks</description></item>
/// <item><term>8</term><description>number of entries</description></item>
/// <item><term>8</term><description>sum of all counts</description></item>
/// <item><term>8</term><description>checksum of these twenty bytes, the number of blocks as seed; nothing follows</description></item>
/// </list>
/// The blocks in plain, joined, are a stream of entries; an entry may go from one block into the next. Numbers in it are variable-length
/// (LEB128: seven bits a byte, lowest first, the eighth bit says that more follow; at most nine bytes). An entry is:
/// <list type="table">
/// <listheader><term>field</term><description>meaning</description></listheader>
/// <item><term>number</term><description>how many bytes the word shares with the start of the word before it</description></item>
/// <item><term>number</term><description>how many bytes follow, at least 1; the whole word has at most <see cref="Counting.WordCounter.LongestWord"/></description></item>
/// <item><term>bytes</term><description>the rest of the word</description></item>
/// <item><term>number</term><description>its count, at least 1</description></item>
/// </list>
/// A word is letters only, as the options make them; all words together are no longer than the text.
/// </remarks>
internal static class PartialFormat
{
    public const byte Version = 1;

    /// <summary>Most bytes of a block in plain; a reader needs about twice this, whatever a sender claims.</summary>
    public const int BlockBytes = 64 << 10;

    public const int LongestTableVersion = 20;

    /// <summary>Seven bits a byte: 63 bits, all the positive numbers there are.</summary>
    public const int LongestNumber = 9;

    public const int HeaderStartBytes = 17;
    public const int BlockHeaderBytes = 16;
    public const int TrailerBytes = 20;
    public const int ChecksumBytes = 8;

    public const byte FoldCaseFlag = 1;

    public static readonly int LongestCompressedBlock = Compressor.GetCompressBound(BlockBytes);

    public static ReadOnlySpan<byte> Magic => "BYOP"u8;

    public static ulong Checksum(ReadOnlySpan<byte> bytes, long seed) => XxHash3.HashToUInt64(bytes, seed);
}
