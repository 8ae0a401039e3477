using Byob.Shared.Counting;
using Byob.Shared.Partials;

namespace Byob.Benchmarks;

/// <summary>Speed of merging the partials of a file that was counted in chunks. The time of an entry has to stay level, whatever their size.</summary>
internal static class MergeBenchmark
{
    private const int Runs = 5;

    public static int Run(string file, int chunkBytes)
    {
        var text = File.ReadAllBytes(file);
        var partials = Count(text, chunkBytes);
        var times = new Times(text.Length);
        var sink = new Counted();
        for (var run = 0; run < Runs; run++)
        {
            sink = new Counted();
            times.Measure("merge", () => Merge(partials, sink));
        }

        var entries = partials.Sum(partial => partial.Entries);
        Console.WriteLine($"{partials.Count} partials of {partials.Sum(partial => (long)partial.Bytes.Length):N0} bytes, {entries:N0} entries, {sink.Words:N0} distinct words");
        times.Print(entries);
        return 0;
    }

    private static List<(byte[] Bytes, int Entries)> Count(byte[] text, int chunkBytes)
    {
        var partials = new List<(byte[], int)>();
        var counter = new WordCounter(CountOptions.Exact);
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = Math.Min(text.Length, start + chunkBytes);
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

    private static void Merge(List<(byte[] Bytes, int Entries)> partials, Counted sink)
    {
        var readers = partials.ConvertAll(partial => new PartialReader(new MemoryStream(partial.Bytes)));
        PartialMerger.Merge(readers, sink);
        readers.ForEach(reader => reader.Dispose());
    }

    private sealed class Counted : IWordSink
    {
        public long Words { get; private set; }

        public void Add(ReadOnlySpan<byte> word, long count) => Words++;
    }
}
