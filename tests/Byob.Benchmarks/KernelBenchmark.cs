using Byob.Shared.Counting;
using Byob.Shared.Partials;

namespace Byob.Benchmarks;

/// <summary>One core's speed at counting a file that is in memory, and at writing and reading the partial of it.</summary>
internal static class KernelBenchmark
{
    private const int Runs = 7;
    private const int PieceBytes = 256 << 10;

    public static int Run(string file)
    {
        var text = File.ReadAllBytes(file);
        var counter = new WordCounter(CountOptions.Exact);
        var partial = new MemoryStream();
        var times = new Times(text.Length);
        for (var run = 0; run < Runs; run++)
        {
            counter.Reset();
            times.Measure("count", () => Count(counter, text));
            times.Measure("sort", () => counter.WriteTo(Nowhere.Instance));
            times.Measure("write", () => Write(counter, text.Length, partial));
            times.Measure("read", () => Read(partial));
        }

        Console.WriteLine($"{text.Length:N0} bytes, {counter.TotalWords:N0} words, {counter.DistinctWords:N0} distinct; table {counter.MemoryBytes >> 20} MiB, partial {partial.Length:N0} bytes");
        times.Print(counter.DistinctWords);
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
