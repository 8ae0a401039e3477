using Byob.Benchmarks.Corpora;
using Byob.Benchmarks.Party;
using Byob.Benchmarks.Tools;

namespace Byob.Benchmarks;

/// <summary>Everything about the count in one go: makes the texts, then measures kernel, merge, party, growth and other tools on them. About half an hour.</summary>
internal static class EverythingCommand
{
    private const int KibInMib = 1024;

    public static async Task<int> RunAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var low = Make(folder, CorpusKind.Low, 1000);
        var mixed = Make(folder, CorpusKind.Mixed, 500);
        var high = Make(folder, CorpusKind.High, 500);
        (string Title, Func<Task<int>> Run)[] steps =
        [
            .. new[] { low, mixed, high }.Select(file => ($"kernel {Path.GetFileName(file)}", (Func<Task<int>>)(() => Task.FromResult(KernelBenchmark.Run(file))))),
            ("merge high.txt", () => Task.FromResult(MergeBenchmark.Run(high, 16 * KibInMib))),
            .. new[] { low, mixed, high }.Select(file => ($"party {Path.GetFileName(file)}", (Func<Task<int>>)(() => PartyBenchmark.RunAsync(file)))),
            .. new[] { low, high }.Select(file => ($"tools {Path.GetFileName(file)}", (Func<Task<int>>)(() => ToolsBenchmark.RunAsync(file)))),
            ("growth low", () => GrowthBenchmark.RunAsync("low")),
        ];
        foreach (var (title, run) in steps)
        {
            Console.WriteLine($"\n== {title}");
            if (await run() is not 0 and var failed)
                return failed;
        }

        return 0;
    }

    private static string Make(string folder, CorpusKind kind, int megabytes)
    {
        var file = Path.Combine(folder, kind.ToString().ToLowerInvariant() + ".txt");
        CorpusCommand.Write(kind, megabytes, file);
        return file;
    }
}
