using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Byob.Shared.Counting;
using Byob.Shared.Counting.Scanning;
using Byob.Shared.Partials;

namespace Byob.Benchmarks;

/// <summary>
/// One core's speed at counting a file that is in memory, with each width of vectors, and at writing and reading the partial of it; beside how fast the memory
/// is read at all, and beside a plain counter in C. All times are processor time. Everything takes its turn in every round, so the ratios are those of one run.
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
        var countingBytes = 0L;
        var times = new Times(text.Length);
        for (var run = 0; run < Runs; run++)
        {
            times.MeasureProcessor("memory", () => ReadOnly(text));
            foreach (var (width, other) in counters)
            {
                other.Reset();
                times.MeasureProcessor(width.ToString(), () => Count(other, text));
            }

            // Before the first sort, which keeps its memory.
            countingBytes = countingBytes == 0 ? counter.MemoryBytes : countingBytes;
            times.MeasureProcessor("sort", () => counter.WriteTo(Nowhere.Instance));
            times.MeasureProcessor("write", () => Write(counter, text.Length, partial));
            times.MeasureProcessor("read", () => Read(partial));
            counter.Reset();
            times.MeasureProcessor(Whole, () =>
            {
                Count(counter, text);
                Write(counter, text.Length, partial);
            });
            if (plain is not null)
            {
                var (seconds, words) = plain.Measure(file);
                times.Add(Plain, seconds);
                if (words != counter.TotalWords)
                    Console.WriteLine($"C found {words:N0} words, which is not the same.");
            }
        }

        Console.WriteLine($"{text.Length:N0} bytes, {counter.TotalWords:N0} words, {counter.DistinctWords:N0} distinct; counting takes {countingBytes >> 20} MiB ({countingBytes / Math.Max(1, counter.DistinctWords)} bytes a word), with sorting {counter.MemoryBytes >> 20} MiB, partial {partial.Length:N0} bytes");
        times.Print(counter.DistinctWords);
        foreach (var width in counters.Keys)
            times.PrintRatio($"{width} to the scalar path", VectorWidth.Scalar.ToString(), width.ToString());
        times.PrintRatio("reading memory to count", VectorWidths.Widest.ToString(), "memory");
        if (plain is not null)
            times.PrintRatio("whole to the plain counter in C", Plain, Whole);
        return 0;
    }

    /// <summary>Does nothing but load all of the text, four vectors at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool ReadOnly(byte[] text)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<ulong>>(text.AsSpan());
        Vector<ulong> first = default, second = default, third = default, fourth = default;
        for (var at = 0; at + 4 <= vectors.Length; at += 4)
        {
            first |= vectors[at];
            second |= vectors[at + 1];
            third |= vectors[at + 2];
            fourth |= vectors[at + 3];
        }

        return (first | second | third | fourth) == Vector<ulong>.Zero;
    }

    /// <summary>Counts a text in memory as a worker does: in pieces.</summary>
    internal static void Count(WordCounter counter, byte[] text)
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
