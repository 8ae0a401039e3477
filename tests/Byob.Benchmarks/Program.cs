// Measures the parts whose speed matters. Each prints medians; compare ratios of one run, the machine drifts.
//
//     dotnet run -c Release --project tests/Byob.Benchmarks -- kernel FILE
//     dotnet run -c Release --project tests/Byob.Benchmarks -- merge FILE CHUNK_KIB
using System.Globalization;
using Byob.Benchmarks;

switch (args)
{
    case ["kernel", var file]:
        return KernelBenchmark.Run(file);
    case ["merge", var file, var kib]:
        return MergeBenchmark.Run(file, int.Parse(kib, CultureInfo.InvariantCulture) << 10);
    default:
        Console.Error.WriteLine("Say what to measure: kernel FILE, or merge FILE CHUNK_KIB.");
        return 1;
}
