using System.Globalization;

namespace Byob.Benchmarks.Corpora;

/// <summary>Makes a corpus as a file.</summary>
internal static class CorpusCommand
{
    public const ulong Seed = 6824;

    public static int Run(string kind, string megabytes, string path)
    {
        if (!Enum.TryParse<CorpusKind>(kind, ignoreCase: true, out var chosen) || !int.TryParse(megabytes, CultureInfo.InvariantCulture, out var size) || size < 1)
        {
            Console.Error.WriteLine("A corpus is low, mixed or high, and has at least one megabyte.");
            return 1;
        }

        Write(chosen, size, path);
        return 0;
    }

    /// <summary>Writes the corpus of a kind, the same on every machine.</summary>
    public static void Write(CorpusKind kind, int megabytes, string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        new Corpus(kind, Seed).WriteTo(file, megabytes * 1_000_000L);
    }
}
