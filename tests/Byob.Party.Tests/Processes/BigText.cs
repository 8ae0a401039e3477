using System.Globalization;
using System.Text;

namespace Byob.Party.Tests.Processes;

/// <summary>
/// A text of many MB whose counts are known without trusting the product: one block of real sentences in many scripts, with bytes that are
/// no UTF-8, repeated. The block is counted by the plainest reading of the rule: decode, and take runs of code points of category L.
/// </summary>
internal static class BigText
{
    private static readonly byte[] Block = MakeBlock();

    public static int BlockBytes => Block.Length;

    public static byte[] Make(int blocks)
    {
        var text = new byte[Block.Length * blocks];
        for (var block = 0; block < blocks; block++)
            Block.CopyTo(text, block * Block.Length);
        return text;
    }

    public static Dictionary<string, long> Counts(int blocks)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var word = new StringBuilder();
        for (ReadOnlySpan<byte> rest = Block; !rest.IsEmpty;)
        {
            var valid = Rune.DecodeFromUtf8(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            // An invalid sequence is one separator, however long the decoder says it is.
            rest = rest[length..];
            if (valid && Rune.IsLetter(rune))
            {
                word.Append(rune.ToString());
                continue;
            }

            Close();
        }

        Close();
        return counts;

        void Close()
        {
            if (word.Length > 0)
                counts[word.ToString()] = counts.GetValueOrDefault(word.ToString()) + blocks;
            word.Clear();
        }
    }

    private static byte[] MakeBlock()
    {
        string[] sentences =
        [
            "The party's table isn't laid before nine; Zoë and José count 1,024 candles twice.",
            "Über die Straße läuft ein größerer Fuchs, naïve façade, coöperate, cafe\u0301.",
            "Ὅμηρος ᾄδει μῆνιν· ἄειδε, θεά.",
            "Все счастливые семьи похожи друг на друга, ёлка и Ёлка.",
            "我能吞下玻璃而不伤身体。漢字仮名交じり文、カタカナ。",
            "السلام عليكم ورحمة الله שלום עולם हिन्दी ไทย 한국어 문장.",
            "𐐷𐐲𐑌 𝒜𝓁𝓅𝒽𝒶 🎉 ªº ʰʷ Ǆ ǅ ǆ ⅷ ①",
        ];
        var random = new Random(6824);
        using var block = new MemoryStream();
        while (block.Length < 1 << 20)
        {
            block.Write(Encoding.UTF8.GetBytes(sentences[random.Next(sentences.Length)]));
            // Bytes that are no UTF-8: a stray continuation, a cut-off sequence, one that never occurs; then words that only this block number has.
            block.Write([0x80, (byte)' ', 0xE2, 0x82, (byte)'x', 0xFF, (byte)'\n']);
            block.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"w{(char)('a' + random.Next(26))}{(char)('a' + random.Next(26))}{(char)('a' + random.Next(26))}\n")));
        }

        return block.ToArray();
    }
}
