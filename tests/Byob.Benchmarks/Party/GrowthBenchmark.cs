using System.Globalization;
using Byob.Benchmarks.Corpora;

namespace Byob.Benchmarks.Party;

/// <summary>Texts of 100 MB, 1 GB and 5 GB: the time has to grow as they do, and the memory not at all.</summary>
internal static class GrowthBenchmark
{
    private static readonly int[] s_megabytes = [100, 1000, 5000];

    public static async Task<int> RunAsync(string kind)
    {
        var folder = Directory.CreateTempSubdirectory("byob-bench-");
        try
        {
            var lines = new List<(string What, int Megabytes, PartyFigures Figures)>();
            foreach (var megabytes in s_megabytes)
            {
                var file = Path.Combine(folder.FullName, "text");
                if (CorpusCommand.Run(kind, megabytes.ToString(CultureInfo.InvariantCulture), file) is not 0 and var failed)
                    return failed;
                lines.Add(("built-in worker", megabytes, await PartyBenchmark.MeasureAsync($"{megabytes} MB, built-in worker", file, builtIn: true, workers: 0)));
                lines.Add(("two workers over HTTP", megabytes, await PartyBenchmark.MeasureAsync($"{megabytes} MB, two workers over HTTP", file, builtIn: false, workers: 2)));
            }

            foreach (var what in lines.GroupBy(line => line.What))
            {
                var first = what.First();
                Console.WriteLine($"{what.Key}, each to {first.Megabytes} MB: " + string.Join("; ", what.Skip(1).Select(line => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{line.Megabytes / first.Megabytes} times the bytes took {line.Figures.Whole / first.Figures.Whole:N1} times as long, {(double)line.Figures.MasterMemoryBytes / first.Figures.MasterMemoryBytes:N2} times the memory of the master, {Ratio(line.Figures.WorkerMemoryBytes, first.Figures.WorkerMemoryBytes)} of a worker"))));
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Ratio(long now, long before) => before == 0 ? "no memory" : string.Create(CultureInfo.InvariantCulture, $"{(double)now / before:N2} times that");
}
