using System.Text;
using CsCheck;

namespace Byob.Shared.Tests.Counting;

/// <summary>Texts that a counter may meet: all planes, every kind of invalid sequence, plain noise.</summary>
internal static class Texts
{
    private static readonly Gen<byte[]> AsciiWord = Gen.Char["abAZz"].Array[1, 6].Select(letters => Encoding.ASCII.GetBytes(letters));

    private static readonly Gen<byte[]> AsciiSeparator = Gen.Char[" \t\n'0_@[`{\0\u007f"].Select(one => Encoding.ASCII.GetBytes([one]));

    /// <summary>Letters and others at the edges of every sequence length, with case pairs that change their length.</summary>
    private static readonly Gen<byte[]> Landmark = OneOf(
            0x80, 0xAA, 0xD7, 0xDF, 0xE9, 0x130, 0x131, 0x1C5, 0x23A, 0x2C65, 0x301, 0x3A3, 0x3C3, 0x416, 0x5D0, 0x7FF, 0x800, 0x939, 0x94D, 0x1E9E,
            0x200D, 0x2019, 0x2126, 0x212A, 0x2160, 0x24B6, 0x3042, 0x4E00, 0x9FFF, 0xAC00, 0xD7A3, 0xD7FF, 0xE000, 0xFB01, 0xFEFF, 0xFF21, 0xFFFD, 0xFFFF,
            0x10000, 0x10400, 0x1D400, 0x1D7CE, 0x1F600, 0x20000, 0x2A6DF, 0x2A6E0, 0x31350, 0x323AF, 0x323B0, 0xE0001, 0xF0000, 0x10FFFF)
        .Select(Utf8);

    private static readonly Gen<byte[]> AnyCodePoint = Gen.Int[0, 0x10FFFF].Where(Rune.IsValid).Select(Utf8);

    private static readonly Gen<byte[]> Broken = OneOf<byte[]>(
        [0x80], [0xBF], [0xC0], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE4], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
        [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9D, 0x90], [0xF0, 0x9D], [0xF0], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        [0x80, 0x80, 0x80, 0x80]);

    private static readonly Gen<byte[]> Noise = Gen.Byte.Array[1, 8];

    /// <summary>Bytes that are mostly text, with something of everything.</summary>
    public static readonly Gen<byte[]> Any = Gen.Frequency(
            (6, AsciiWord), (5, AsciiSeparator), (6, Landmark), (2, AnyCodePoint), (3, Broken), (1, Noise))
        .Array[0, 60].Select(pieces => pieces.SelectMany(piece => piece).ToArray());

    public static readonly Gen<byte[]> WellFormed = Gen.Frequency((3, AsciiWord), (2, AsciiSeparator), (4, Landmark), (4, AnyCodePoint))
        .Array[0, 60].Select(pieces => pieces.SelectMany(piece => piece).ToArray());

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);

    public static byte[] Utf8(int codePoint) => Encoding.UTF8.GetBytes(new Rune(codePoint).ToString());

    /// <summary>Cuts a text into pieces, some of them empty, by numbers that are taken as lengths.</summary>
    public static IEnumerable<byte[]> Pieces(byte[] text, int[] lengths)
    {
        var at = 0;
        foreach (var length in lengths)
        {
            var end = Math.Min(text.Length, at + length);
            yield return text[at..end];
            at = end;
        }

        yield return text[at..];
    }
}
