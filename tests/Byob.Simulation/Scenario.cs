using Byob.Web.Ledger;

namespace Byob.Simulation;

/// <summary>What happens in one simulated party. All chance comes from <see cref="Seed"/>: the same scenario runs the same way for ever.</summary>
public sealed record Scenario
{
    public required int Seed { get; init; }

    public int Workers { get; init; } = 20;

    /// <summary>Bytes a second of one slot, spread evenly over the logarithm between slowest and fastest.</summary>
    public (double Slowest, double Fastest) Rates { get; init; } = (1e6, 1e8);

    /// <summary>Exact rates, one for each worker, in place of <see cref="Rates"/>.</summary>
    public IReadOnlyList<double>? ExactRates { get; init; }

    public int MostSlots { get; init; } = 1;

    public int Prefetch { get; init; } = 1;

    /// <summary>How far off a worker's own benchmark is at most: 1 = right, 2 = half to double.</summary>
    public double BenchmarkError { get; init; } = 1.5;

    /// <summary>From a request to the first byte, when it was not read ahead.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Longest way of a message; each takes its own time, so that they overtake each other.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    public IReadOnlyList<SimulatedJob> Jobs { get; init; } = [];

    public SchedulerOptions Options { get; init; } = new();

    /// <summary>Share of the workers that leaves, is killed or loses its power in a minute; as many come back.</summary>
    public double ChurnPerMinute { get; init; }

    /// <summary>Times a minute that a worker stands still for a while, up to <see cref="LongestStall"/>.</summary>
    public double StallsPerMinute { get; init; }

    public TimeSpan LongestStall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Times a minute that a worker's rate changes to something between a tenth of its own and all of it.</summary>
    public double SlowdownsPerMinute { get; init; }

    /// <summary>Times a minute that a worker's connection breaks, with all messages on their way.</summary>
    public double BreaksPerMinute { get; init; }

    /// <summary>Times a minute that a worker's owner takes its slots away for a while.</summary>
    public double HoldsPerMinute { get; init; }

    /// <summary>Times a minute that the master dies and is started again.</summary>
    public double RestartsPerMinute { get; init; }

    /// <summary>Workers that send wrong counts, in the share of their chunks that is given.</summary>
    public (int Workers, double Share) Liars { get; init; }

    /// <summary>Part of the chunks that fail for no reason of their own.</summary>
    public double FailureShare { get; init; }

    /// <summary>Workers that fail every chunk.</summary>
    public int BrokenWorkers { get; init; }

    /// <summary>Part of the partials that come in under the token of another worker.</summary>
    public double ForeignShare { get; init; }

    /// <summary>Virtual time after which a run is given up.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(3);
}
