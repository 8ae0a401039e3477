using System.Diagnostics;
using System.Globalization;
using Byob.Shared.Counting;
using Byob.Shared.Counting.Tables;
using Byob.Shared.Merging;
using Byob.Shared.Partials;

namespace Byob.Benchmarks;

/// <summary>
/// Speed of merging the partials of a file that was counted in chunks, and of writing the result. The time of an entry has to stay level, whatever
/// the size of the chunks.
/// </summary>
internal static class MergeBenchmark
{
    private const int Runs = 3;
    private const long MemoryBytes = 512L << 20;

    /// <summary>Chunks of the size that was asked for, of a quarter of it, and of four times as much.</summary>
    public static int Run(string file, int chunkKib)
    {
        var text = File.ReadAllBytes(file);
        foreach (var kib in new[] { chunkKib / 4, chunkKib, chunkKib * 4 })
            Run(text, kib);
        return 0;
    }

    private static void Run(byte[] text, int chunkKib)
    {
        var counting = Stopwatch.StartNew();
        var partials = Count(text, chunkKib << 10);
        counting.Stop();
        var entries = partials.Sum(partial => (long)partial.Entries);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"chunks of {chunkKib} KiB: {partials.Count} partials of {partials.Sum(partial => (long)partial.Bytes.Length):N0} bytes, {entries:N0} entries; counted and written by one core in {counting.Elapsed.TotalSeconds:N2} s"));

        var folder = Directory.CreateTempSubdirectory("byob-merge-").FullName;
        try
        {
            long distinct = 0;
            long longWords = 0;
            var times = new Times(text.Length);
            var files = new Times(text.Length);
            for (var run = 0; run < Runs; run++)
            {
                times.Measure("read, one thread", () => longWords = partials.Sum(partial => Read(partial.Bytes)));
                var shards = NewShards();
                times.Measure("merge, one thread", () => Merge(partials, shards, 1));
                shards = NewShards();
                times.Measure($"merge, {Environment.ProcessorCount} threads", () => Merge(partials, shards, Environment.ProcessorCount));
                var byWord = Path.Combine(folder, $"{run}-by-word");
                SortedWords? sorted = null;
                files.Measure("part into buckets", () => sorted = new SortedWords(shards, Environment.ProcessorCount));
                using var byWordFile = new FileStream(byWord, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
                files.Measure("sort and write by word", () => distinct = sorted!.WriteByWord(byWordFile, new Progress<double>(), default).DistinctWords);
                byWordFile.Flush();
                using var byCountFile = File.Create(Path.Combine(folder, $"{run}-by-count"));
                files.Measure("write by count", () => sorted!.WriteByCount(byWord, byCountFile, new Progress<double>(), default));
                files.Measure("flush to disk", () =>
                {
                    byWordFile.Flush(flushToDisk: true);
                    byCountFile.Flush(flushToDisk: true);
                });
                sorted!.Dispose();
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{distinct:N0} distinct words; {100.0 * longWords / entries:N0} % of the entries have more than 16 bytes"));
            times.Print(entries);
            files.Print(distinct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory of the process, text and partials included: {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"));
    }

    private static WordShards NewShards() => new(MemoryBytes, (_, _) => throw new InvalidOperationException("The words of this text do not fit into the memory of the benchmark."));

    private static void Merge(List<(byte[] Bytes, int Entries)> partials, WordShards shards, int threads) =>
        Parallel.ForEach(partials, new ParallelOptions { MaxDegreeOfParallelism = threads }, partial =>
        {
            using var reader = new PartialReader(new MemoryStream(partial.Bytes), lettersAreKnown: true);
            shards.Add(reader, default);
        });

    /// <returns>How many entries have long words.</returns>
    private static long Read(byte[] partial)
    {
        using var reader = new PartialReader(new MemoryStream(partial), lettersAreKnown: true);
        long found = 0;
        while (reader.Read())
            found += reader.Word.Length > ShortWord.LongestBytes ? 1 : 0;
        return found;
    }

    private static List<(byte[] Bytes, int Entries)> Count(byte[] text, int chunkBytes)
    {
        var partials = new List<(byte[], int)>();
        var counter = new WordCounter(CountOptions.Exact);
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = (int)Math.Min(text.Length, start + (long)chunkBytes);
            var boundary = WordBoundary.FindAfter(text.AsSpan(end));
            end = boundary < 0 ? text.Length : end + boundary;
            counter.Reset();
            counter.Append(text.AsSpan(start, end - start));
            counter.Complete();
            var output = new MemoryStream();
            using var writer = new PartialWriter(output, new PartialHeader(CountOptions.Exact, end - start));
            counter.WriteTo(writer);
            writer.Complete();
            partials.Add((output.ToArray(), counter.DistinctWords));
        }

        return partials;
    }
}
