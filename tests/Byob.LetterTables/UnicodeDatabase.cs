using System.Globalization;

namespace Byob.LetterTables;

/// <summary>What the count needs of the Unicode Character Database: which code points are letters, and their simple lower case.</summary>
internal sealed record UnicodeDatabase(string Version, SortedSet<int> Letters, SortedDictionary<int, int> Lower)
{
    public static UnicodeDatabase Read(string folder)
    {
        var letters = new SortedSet<int>();
        var lower = new SortedDictionary<int, int>();
        var first = 0;
        foreach (var line in File.ReadLines(Path.Combine(folder, "UnicodeData.txt")))
        {
            // Fields: code point; name; category; …; simple lower-case mapping is the fourteenth.
            var fields = line.Split(';');
            var codePoint = int.Parse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            // A range is two lines: "<…, First>" and "<…, Last>", and everything between them is alike.
            if (!fields[1].EndsWith(", Last>", StringComparison.Ordinal))
                first = codePoint;
            if (fields[2] is not ("Lu" or "Ll" or "Lt" or "Lm" or "Lo"))
                continue;

            for (var letter = first; letter <= codePoint; letter++)
                letters.Add(letter);
            if (fields[13].Length > 0)
                lower.Add(codePoint, int.Parse(fields[13], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }

        foreach (var (from, to) in lower)
        {
            if (!letters.Contains(to) || lower.ContainsKey(to))
                throw new InvalidDataException($"The lower case of U+{from:X4} is not a lower-case letter; folding would not be stable.");
        }

        return new UnicodeDatabase(ReadVersion(Path.Combine(folder, "Blocks.txt")), letters, lower);
    }

    private static string ReadVersion(string blocks)
    {
        const string start = "# Blocks-";
        const string end = ".txt";
        var line = File.ReadLines(blocks).First();
        return line.StartsWith(start, StringComparison.Ordinal) && line.EndsWith(end, StringComparison.Ordinal)
            ? line[start.Length..^end.Length]
            : throw new InvalidDataException($"The first line of {blocks} does not name a version.");
    }
}
