// Measures the parts whose speed matters. Each prints medians or quantiles; compare ratios of one run, the machine drifts.
//
//     dotnet run -c Release --project tests/Byob.Benchmarks -- corpus low|mixed|high MEGABYTES FILE      (a seeded text, the same everywhere)
//     dotnet run -c Release --project tests/Byob.Benchmarks -- kernel FILE
//     dotnet run -c Release --project tests/Byob.Benchmarks -- merge FILE CHUNK_KIB
//     dotnet run -c Release --project tests/Byob.Benchmarks -- hub WORKERS SECONDS RATE      (RATE 0: as fast as it goes)
//     dotnet run -c Release --project tests/Byob.Benchmarks -- crowd WORKERS SECONDS
//     dotnet run -c Release --project tests/Byob.Benchmarks -- ledger RANGES
//     dotnet run -c Release --project tests/Byob.Benchmarks -- simulate SEED
//     dotnet run -c Release --project tests/Byob.Benchmarks -- party FILE [built-in|http|both]
//     dotnet run -c Release --project tests/Byob.Benchmarks -- growth low|mixed|high             (100 MB, 1 GB, 5 GB; needs 11 GB of disk)
//     dotnet run -c Release --project tests/Byob.Benchmarks -- tools FILE                        (sort, awk, GNU parallel, Dask: those that are here)
//     dotnet run -c Release --project tests/Byob.Benchmarks -- all FOLDER                        (makes texts there and measures all about the count)
//     dotnet run -c Release --project tests/Byob.Benchmarks -- limits [cpu|priority|slots|memory|disk|network|hours]      (on Linux; about ten minutes)
//
// "hub" and "crowd" start a built master of the same configuration as a process of its own and dial it with simulated workers; "party", "growth", "tools" and "limits"
// start it with real ones: build the solution first.
using System.Globalization;
using Byob.Benchmarks;
using Byob.Benchmarks.Corpora;
using Byob.Benchmarks.Hub;
using Byob.Benchmarks.Limits;
using Byob.Benchmarks.Party;
using Byob.Benchmarks.Tools;

switch (args)
{
    case ["corpus", var kind, var megabytes, var file]:
        return CorpusCommand.Run(kind, megabytes, file);
    case ["kernel", var file]:
        return KernelBenchmark.Run(file);
    case ["merge", var file, var kib]:
        return MergeBenchmark.Run(file, Number(kib));
    case ["hub", var workers, var seconds, var rate]:
        return await HubBenchmark.RunAsync(Number(workers), Number(seconds), Number(rate));
    case ["crowd", var workers, var seconds]:
        return await CrowdBenchmark.RunAsync(Number(workers), Number(seconds));
    case ["ledger", var ranges]:
        return LedgerBenchmark.Run(Number(ranges));
    case ["simulate", var seed]:
        return SimulateBenchmark.Run(Number(seed));
    case ["party", var file]:
        return await PartyBenchmark.RunAsync(file);
    case ["party", var file, "built-in" or "http" or "both"]:
        return await PartyBenchmark.RunAsync(file, args[2]);
    case ["growth", var kind]:
        return await GrowthBenchmark.RunAsync(kind);
    case ["tools", var file]:
        return await ToolsBenchmark.RunAsync(file);
    case ["all", var folder]:
        return await EverythingCommand.RunAsync(folder);
    case ["limits"]:
        return await LimitsBenchmark.RunAsync(null);
    case ["limits", var limit]:
        return await LimitsBenchmark.RunAsync(limit);
    default:
        Console.Error.WriteLine("Say what to make: corpus low|mixed|high MEGABYTES FILE; or what to measure: kernel FILE, merge FILE CHUNK_KIB, party FILE [built-in|http|both], growth low|mixed|high, tools FILE, all FOLDER, hub WORKERS SECONDS RATE, crowd WORKERS SECONDS, ledger RANGES, simulate SEED, or limits [WHICH].");
        return 1;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
