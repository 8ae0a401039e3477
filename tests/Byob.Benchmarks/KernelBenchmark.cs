using Byob.Shared.Counting;
using Byob.Shared.Counting.Scanning;
using Byob.Shared.Partials;

namespace Byob.Benchmarks;

/// <summary>
/// One core's speed at counting a file that is in memory, with each width of vectors, and at writing and reading the partial of it; beside how fast the memory
/// is read at all, and beside a plain counter in C. Everything takes its turn in every round, so the ratios are those of one run.
/// </summary>
internal static class KernelBenchmark
{
    private const int Runs = 7;
    private const int PieceBytes = 256 << 10;

    /// <summary>The kernel at its best width with sorting and writing: what the plain counter does too.</summary>
    private const string Whole = "whole";

    private const string Plain = "C";

    public static int Run(string file)
    {
        var text = File.ReadAllBytes(file);
        using var plain = PlainCounter.Compile();
        var counters = VectorWidths.Available.ToDictionary(width => width, width => new WordCounter(CountOptions.Exact, width));
        var counter = counters[VectorWidths.Widest];
        var partial = new MemoryStream();
        var times = new Times(text.Length);
        for (var run = 0; run < Runs; run++)
        {
            times.Measure("memory", () => text.AsSpan().Count((byte)'\n'));
            foreach (var (width, other) in counters)
            {
                other.Reset();
                times.Measure(width.ToString(), () => Count(other, text));
            }

            times.Measure("sort", () => counter.WriteTo(Nowhere.Instance));
            times.Measure("write", () => Write(counter, text.Length, partial));
            times.Measure("read", () => Read(partial));
            counter.Reset();
            times.Measure(Whole, () =>
            {
                Count(counter, text);
                Write(counter, text.Length, partial);
            });
            if (plain is not null)
                times.Add(Plain, plain.Measure(file));
        }

        Console.WriteLine($"{text.Length:N0} bytes, {counter.TotalWords:N0} words, {counter.DistinctWords:N0} distinct; table {counter.MemoryBytes >> 20} MiB ({counter.MemoryBytes / Math.Max(1, counter.DistinctWords)} bytes a word), partial {partial.Length:N0} bytes");
        times.Print(counter.DistinctWords);
        foreach (var width in counters.Keys)
            times.PrintRatio($"{width} to the scalar path", VectorWidth.Scalar.ToString(), width.ToString());
        times.PrintRatio("count to reading memory", "memory", VectorWidths.Widest.ToString());
        if (plain is not null)
            times.PrintRatio("whole to the plain counter in C", Plain, Whole);
        return 0;
    }

    private static void Count(WordCounter counter, byte[] text)
    {
        for (var at = 0; at < text.Length; at += PieceBytes)
            counter.Append(text.AsSpan(at, Math.Min(PieceBytes, text.Length - at)));
        counter.Complete();
    }

    private static void Write(WordCounter counter, long length, MemoryStream partial)
    {
        partial.SetLength(0);
        using var writer = new PartialWriter(partial, new PartialHeader(CountOptions.Exact, length));
        counter.WriteTo(writer);
        writer.Complete();
    }

    private sealed class Nowhere : IWordSink
    {
        public static Nowhere Instance { get; } = new();

        public void Add(ReadOnlySpan<byte> word, long count)
        {
        }
    }

    private static void Read(MemoryStream partial)
    {
        partial.Position = 0;
        using var reader = new PartialReader(partial);
        while (reader.Read())
        {
            // Reading is what is measured.
        }
    }
}
