using System.Text;

namespace Byob.Web.Datasets;

/// <summary>
/// An invented language for samples: words made of syllables, the frequent ones short, drawn with the frequencies of a natural text
/// (Zipf's law as Mandelbrot bent it), in constant time a word (Walker's alias method).
/// </summary>
internal sealed class SampleVocabulary
{
    /// <summary>Bytes that a word may take; each lies in a slot of this size, so that it is copied in one go.</summary>
    public const int SlotBytes = 32;

    private const int Words = 30_000;

    // The little words of which every text is full.
    private const int FrequentWords = 60;
    private const double Exponent = 1.07;
    private const double Shift = 2.7;

    private static readonly string[] Onsets =
        ["", "", "", "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "h", "j", "k", "l", "l", "m", "m", "n", "n", "p", "pr", "r", "r", "s", "s", "sh", "st", "t", "t", "th", "tr", "v", "w", "wh", "y"];

    private static readonly string[] Nuclei = ["a", "a", "a", "e", "e", "e", "e", "i", "i", "o", "o", "o", "u", "ai", "ea", "ee", "ou", "oo", "io"];

    private static readonly string[] AccentedNuclei = ["é", "è", "ê", "ü", "ö", "ä", "ñe", "ï", "å", "ça", "ø", "œ"];

    private static readonly string[] Codas = ["", "", "", "", "d", "ck", "l", "ll", "m", "n", "n", "nd", "ng", "nt", "r", "r", "rs", "s", "s", "st", "t", "t", "x"];

    private readonly byte[] _slots = new byte[Words * SlotBytes];
    private readonly byte[] _lengths = new byte[Words];
    private readonly uint[] _keep = new uint[Words];
    private readonly ushort[] _alias = new ushort[Words];

    public SampleVocabulary(SampleRandom random)
    {
        MakeWords(random);
        MakeAliases();
    }

    /// <summary>One word, as likely as it is frequent.</summary>
    public int Draw(SampleRandom random)
    {
        var bits = random.Next();
        var word = (int)((bits >> 32) * Words >> 32);
        return (uint)bits < _keep[word] ? word : _alias[word];
    }

    /// <summary>The whole slot; the word is its first <see cref="LengthOf"/> bytes.</summary>
    public ReadOnlySpan<byte> SlotOf(int word) => _slots.AsSpan(word * SlotBytes, SlotBytes);

    public int LengthOf(int word) => _lengths[word];

    private void MakeWords(SampleRandom random)
    {
        var taken = new HashSet<string>(Words, StringComparer.Ordinal);
        for (var rank = 0; rank < Words;)
        {
            var word = MakeWord(random, rank);
            var length = Encoding.UTF8.GetByteCount(word);
            if (length > (rank < FrequentWords ? 4 : SlotBytes) || !taken.Add(word))
                continue;
            Encoding.UTF8.GetBytes(word, _slots.AsSpan(rank * SlotBytes, SlotBytes));
            _lengths[rank++] = (byte)length;
        }
    }

    private static string MakeWord(SampleRandom random, int rank)
    {
        // About as many syllables as frequent and rare words have.
        var syllables = rank switch
        {
            < FrequentWords => 1,
            < 1500 => 1 + random.Below(2),
            < 8000 => 2 + random.Below(2),
            _ => 2 + random.Below(3),
        };
        var accented = rank > 100 && random.Below(25) == 0 ? random.Below(syllables) : -1;
        var word = new StringBuilder();
        for (var i = 0; i < syllables; i++)
        {
            word.Append(Pick(Onsets, random));
            word.Append(Pick(i == accented ? AccentedNuclei : Nuclei, random));
            if (i == syllables - 1 || random.Below(3) == 0)
                word.Append(Pick(Codas, random));
        }

        return word.ToString();
    }

    private static string Pick(string[] parts, SampleRandom random) => parts[random.Below(parts.Length)];

    /// <summary>Vose's way of building the tables. Each column keeps its own word for a share of the draws and gives the rest to one other.</summary>
    private void MakeAliases()
    {
        var weights = new double[Words];
        for (var rank = 0; rank < Words; rank++)
            weights[rank] = Math.Pow(rank + Shift, -Exponent);
        var scale = Words / weights.Sum();

        Stack<int> small = new(), large = new();
        for (var word = 0; word < Words; word++)
        {
            weights[word] *= scale;
            (weights[word] < 1 ? small : large).Push(word);
        }

        while (small.TryPop(out var less) && large.TryPop(out var more))
        {
            _keep[less] = (uint)(weights[less] * uint.MaxValue);
            _alias[less] = (ushort)more;
            weights[more] -= 1 - weights[less];
            (weights[more] < 1 ? small : large).Push(more);
        }

        // What is left has weight 1 but for rounding.
        foreach (var word in small.Concat(large))
            (_keep[word], _alias[word]) = (uint.MaxValue, (ushort)word);
    }
}
