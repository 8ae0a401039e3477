// Measures the parts whose speed matters. Each prints medians; compare ratios of one run, the machine drifts.
//
//     dotnet run -c Release --project tests/Byob.Benchmarks -- kernel FILE
using Byob.Benchmarks;

switch (args)
{
    case ["kernel", var file]:
        return KernelBenchmark.Run(file);
    default:
        Console.Error.WriteLine("Say what to measure: kernel FILE.");
        return 1;
}
