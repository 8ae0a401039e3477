using System.Diagnostics;
using System.Globalization;
using System.Text;
using Byob.Benchmarks.Hub;
using Byob.Benchmarks.Party;
using Byob.Shared.Counting;

namespace Byob.Benchmarks.Tools;

/// <summary>What a user would otherwise count words with, against a party of this machine alone: the same file, one after the other, the words compared.</summary>
internal static class ToolsBenchmark
{
    private const int PieceBytes = 256 << 10;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    public static async Task<int> RunAsync(string file)
    {
        var length = new FileInfo(file).Length;
        var words = await Task.Run(() => Count(file));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{length:N0} bytes, {words.Values.Sum():N0} words, {words.Count:N0} distinct; {Environment.ProcessorCount} cores; each from the start of its process, the party from where the job was taken, to the sorted result"));
        var party = await PartyBenchmark.MeasureAsync("party, built-in worker", file, builtIn: true, workers: 0);
        var others = new List<(Tool Tool, double Seconds)>();
        foreach (var tool in Tool.All)
        {
            var output = Path.GetTempFileName();
            try
            {
                if (await RunAsync(tool, file, output) is not { } seconds)
                    continue;
                Report(tool.Name, length, seconds);
                Console.WriteLine("  " + await Task.Run(() => Compare(words, output, tool)));
                others.Add((tool, seconds));
            }
            finally
            {
                File.Delete(output);
            }
        }

        if (PlainCounter.Compile() is { } plain)
        {
            using (plain)
                Report("plain C, one core, without reading the file", length, plain.Measure(file).Seconds);
        }

        var after = await PartyBenchmark.MeasureAsync("party, built-in worker, again", file, builtIn: true, workers: 0);
        var ours = Math.Min(party.Whole.TotalSeconds, after.Whole.TotalSeconds);
        Console.WriteLine("How many times faster the party was: " + string.Join(", ", others.Select(other => string.Create(CultureInfo.InvariantCulture, $"{other.Tool.Name} {other.Seconds / ours:N1}"))));
        return 0;
    }

    private static void Report(string name, long length, double seconds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {seconds:N2} s, {length / seconds / 1e6:N0} MB/s"));

    /// <returns>Seconds; null when it is not installed or did not end well, which is said.</returns>
    private static async Task<double?> RunAsync(Tool tool, string file, string output)
    {
        var start = new ProcessStartInfo("sh") { WorkingDirectory = Path.GetTempPath(), RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"command -v {tool.Needs} > /dev/null || exit 127; {{ {tool.Command}; }} > \"$OUTPUT\"");
        start.Environment["FILE"] = Path.GetFullPath(file);
        start.Environment["HERE"] = AppContext.BaseDirectory;
        start.Environment["OUTPUT"] = output;
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        using var late = new CancellationTokenSource(s_patience, TimeProvider.System);
        try
        {
            var said = await process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            if (process.ExitCode == 0 && new FileInfo(output).Length > 0)
                return Stopwatch.GetElapsedTime(started).TotalSeconds;
            Console.WriteLine(process.ExitCode == 127 ? $"{tool.Name}: not installed here" : $"{tool.Name}: ended with {process.ExitCode}: {said.Trim().Split('\n')[^1]}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Console.WriteLine($"{tool.Name}: stopped after {s_patience.TotalMinutes:N0} minutes");
        }

        return null;
    }

    private static string Compare(Dictionary<string, long> words, string output, Tool tool)
    {
        var (same, other, lookup) = (0, 0, words.GetAlternateLookup<ReadOnlySpan<char>>());
        foreach (var line in File.ReadLines(output, Encoding.UTF8))
        {
            var space = line.LastIndexOf(' ');
            if (lookup.TryGetValue(line.AsSpan(0, space), out var count) && count == long.Parse(line.AsSpan(space + 1), CultureInfo.InvariantCulture))
                same++;
            else
                other++;
        }

        return same == words.Count && other == 0
            ? "the same words and counts"
            : string.Create(CultureInfo.InvariantCulture, $"not the same: {same:N0} of {words.Count:N0} words as they should be, {other:N0} lines else ({tool.Difference})");
    }

    private static Dictionary<string, long> Count(string file)
    {
        using var input = File.OpenRead(file);
        var counter = new WordCounter(CountOptions.Exact);
        var piece = new byte[PieceBytes];
        for (int read; (read = input.Read(piece)) > 0;)
            counter.Append(piece.AsSpan(0, read));
        counter.Complete();
        var words = new Words(counter.DistinctWords);
        counter.WriteTo(words);
        return words.Counts;
    }

    private sealed class Words(int distinct) : IWordSink
    {
        public Dictionary<string, long> Counts { get; } = new(distinct);

        public void Add(ReadOnlySpan<byte> word, long count) => Counts.Add(Encoding.UTF8.GetString(word), count);
    }
}
