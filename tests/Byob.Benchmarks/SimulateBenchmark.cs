using System.Diagnostics;
using System.Globalization;
using Byob.Simulation;
using Byob.Web.Ledger;

namespace Byob.Benchmarks;

/// <summary>How near simulated parties come to the time that they would need if no machine ever idled. Drives the real scheduler in virtual time.</summary>
internal static class SimulateBenchmark
{
    private const long Gigabyte = 1_000_000_000;

    public static int Run(int seed)
    {
        Print("two workers, one ten times slower, 10 GB", new Scenario { Seed = seed, Workers = 2, ExactRates = [1e8, 1e7], Jobs = [new SimulatedJob(10 * Gigabyte)] });
        Print("two workers, one ten times slower, 1 GB", new Scenario { Seed = seed, Workers = 2, ExactRates = [1e8, 1e7], Jobs = [new SimulatedJob(Gigabyte)] });
        Print("1,000 workers, rates over 100x, 1 TB", Crowd(seed));
        Print("the same, 10 % churn a minute", Crowd(seed) with { ChurnPerMinute = 0.1 });
        Print("the same, and stalls, breaks and slowdowns", Crowd(seed) with { ChurnPerMinute = 0.1, StallsPerMinute = 0.05, BreaksPerMinute = 0.1, SlowdownsPerMinute = 0.1 });
        Print("200 workers, every chunk checked, 10 liars, 100 GB", new Scenario
        {
            Seed = seed,
            Workers = 200,
            Liars = (10, 0.5),
            Jobs = [new SimulatedJob(100 * Gigabyte, Verification: Verification.EveryChunk)],
        });
        return 0;
    }

    private static Scenario Crowd(int seed) => new() { Seed = seed, Workers = 1000, Rates = (1e6, 1e8), Jobs = [new SimulatedJob(1000 * Gigabyte)] };

    private static void Print(string what, Scenario scenario)
    {
        var started = Stopwatch.GetTimestamp();
        var report = PartySimulation.Run(scenario);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-52} makespan {report.Makespan.TotalSeconds,7:N2} s = {report.Ratio:0.000} x ideal; {report.Chunks:N0} chunks, {report.Steals:N0} steals, {report.Speculations:N0} speculative, {100 * report.Waste:0.00} % counted again (seed {scenario.Seed}, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s of real time)"));
    }
}
