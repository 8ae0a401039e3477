using Byob.Shared.Hubs;
using Byob.Simulation;
using Byob.Web.Ledger;
using Xunit;

namespace Byob.Web.Tests.Ledger;

/// <summary>
/// The real scheduler in simulated parties. A run that breaks a property throws with its seed; the same scenario with that seed breaks again.
/// What every run checks: exact cover from what was accepted, sums of the ledger, nobody idle beside work, nobody sitting on chunks, every job's end.
/// </summary>
public sealed class SimulationTests
{
    private const long Megabyte = 1_000_000;
    private const long Gigabyte = 1000 * Megabyte;

    [Fact]
    public void Run_SameSeed_IsTheSameToTheLastEvent()
    {
        var first = PartySimulation.Run(Trouble(7));
        var second = PartySimulation.Run(Trouble(7));

        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.Equal(first.Makespan, second.Makespan);
        Assert.NotEqual(first.Fingerprint, PartySimulation.Run(Trouble(8)).Fingerprint);
    }

    [Fact]
    public void Party_TwoWorkersOneTenTimesSlower_EndsWithinATenthOfTheIdeal()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var report = PartySimulation.Run(new Scenario { Seed = seed, Workers = 2, ExactRates = [1e8, 1e7], Jobs = [new SimulatedJob(3 * Gigabyte)] });

            Assert.True(report.Ratio <= 1.10, $"Seed {seed}: {report.Ratio:0.000}");
        }
    }

    [Fact]
    public void Party_ThousandWorkersWithChurn_EndsWithinATwentiethOfTheIdeal()
    {
        var report = PartySimulation.Run(
            new Scenario { Seed = 1, Workers = 1000, Rates = (1e6, 1e8), ChurnPerMinute = 0.1, Jobs = [new SimulatedJob(1000 * Gigabyte)] });

        Assert.True(report.Ratio <= 1.05, $"{report.Ratio:0.000}");
        Assert.True(report.Waste < 0.02, $"{report.Waste:0.0000}");
    }

    [Fact]
    public void Party_EverythingGoesWrong_EveryJobIsCountedExactlyOnce()
    {
        var outcomes = new Dictionary<SubmissionOutcome, int>();
        var (steals, speculations) = (0, 0);
        for (var seed = 1; seed <= 60; seed++)
        {
            var report = PartySimulation.Run(Trouble(seed));

            Assert.True(report.JobsTook.Count + report.Parked.Count == 3, $"Seed {seed}");
            Assert.True(report.MostAttempts <= 40, $"Seed {seed}: {report.MostAttempts} attempts at the same bytes");
            steals += report.Steals;
            speculations += report.Speculations;
            foreach (var (outcome, times) in report.Outcomes)
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + times;
        }

        Assert.True(steals > 0 && speculations > 0, $"{steals} steals, {speculations} speculative attempts");
        SubmissionOutcome[] expected = [SubmissionOutcome.Accepted, SubmissionOutcome.Late, SubmissionOutcome.Stale, SubmissionOutcome.Foreign, SubmissionOutcome.Overlapping];
        Assert.All(expected, outcome => Assert.True(outcomes.GetValueOrDefault(outcome) > 0, $"{outcome} was never seen"));
    }

    [Fact]
    public void Verification_EveryChunkWithLiars_NoWrongCountIsAccepted()
    {
        for (var seed = 1; seed <= 15; seed++)
        {
            var report = PartySimulation.Run(new Scenario
            {
                Seed = seed,
                Workers = 12,
                Liars = (3, 0.4),
                ChurnPerMinute = 1,
                Jobs = [new SimulatedJob(2 * Gigabyte, Verification: Verification.EveryChunk)],
            });

            // The run itself compares every accepted count with the true one.
            Assert.Single(report.JobsTook);
            Assert.True(report.Checks > 0);
            Assert.True(report.SetAside > 0, $"Seed {seed}: no liar was set aside");
        }
    }

    [Fact]
    public void Verification_SpotCheckWithLiars_LiarsAreFoundAndJobsEnd()
    {
        for (var seed = 1; seed <= 15; seed++)
        {
            var report = PartySimulation.Run(new Scenario
            {
                Seed = seed,
                Workers = 12,
                Liars = (2, 1),
                Options = new SchedulerOptions { TrustAfter = 3 },
                Jobs = [new SimulatedJob(5 * Gigabyte, Verification: Verification.SpotCheck(20))],
            });

            Assert.Single(report.JobsTook);
            Assert.Equal(2, report.SetAside);
        }
    }

    [Fact]
    public void Poison_ByteThatNobodyCanCount_ParksTheJobAndCostsFewWorkersTheirName()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var report = PartySimulation.Run(new Scenario
            {
                Seed = seed,
                Workers = 20,
                Jobs = [new SimulatedJob(4 * Gigabyte, PoisonAt: 2 * Gigabyte), new SimulatedJob(Gigabyte, Submitter: 2)],
            });

            Assert.Contains("failed 3 times on 3 workers", Assert.Single(report.Parked), StringComparison.Ordinal);
            Assert.Single(report.JobsTook);
            Assert.Equal(0, report.SetAside);
        }
    }

    [Fact]
    public void BrokenWorkers_AreSetAside_AndParkNoJob()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var report = PartySimulation.Run(new Scenario { Seed = seed, Workers = 10, BrokenWorkers = 2, Jobs = [new SimulatedJob(4 * Gigabyte)] });

            Assert.Empty(report.Parked);
            Assert.Equal(2, report.SetAside);
        }
    }

    [Fact]
    public void Queue_SmallJobBehindALongOne_IsNotMadeToWaitForIt()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var report = PartySimulation.Run(new Scenario
            {
                Seed = seed,
                Workers = 10,
                Jobs = [new SimulatedJob(100 * Gigabyte), new SimulatedJob(Gigabyte, At: TimeSpan.FromSeconds(5), Submitter: 2)],
            });

            Assert.True(report.JobsTook[0] < report.JobsTook[1] / 4, $"Seed {seed}: the small job took {report.JobsTook[0]}, the long one {report.JobsTook[1]}");
        }
    }

    [Fact]
    public void Queue_WithoutFairShare_IsFirstComeFirstServed()
    {
        var report = PartySimulation.Run(new Scenario
        {
            Seed = 3,
            Workers = 10,
            Options = new SchedulerOptions { FairShare = false },
            Jobs = [new SimulatedJob(20 * Gigabyte), new SimulatedJob(Gigabyte, At: TimeSpan.FromSeconds(5), Submitter: 2)],
        });

        // The first to end is the one that came first.
        Assert.True(report.JobsTook[0] > TimeSpan.FromSeconds(10) && report.JobsTook[1] > report.JobsTook[0] - TimeSpan.FromSeconds(6));
    }

    [Fact]
    public void Queue_HigherPriority_OvertakesWithinSeconds()
    {
        var report = PartySimulation.Run(new Scenario
        {
            Seed = 4,
            Workers = 10,
            Jobs = [new SimulatedJob(50 * Gigabyte), new SimulatedJob(2 * Gigabyte, At: TimeSpan.FromSeconds(5), Priority: JobPriority.High)],
        });

        Assert.True(report.JobsTook[0] < TimeSpan.FromSeconds(20), $"{report.JobsTook[0]}");
    }

    /// <summary>Everything at once, in small.</summary>
    private static Scenario Trouble(int seed) => new()
    {
        Seed = seed,
        Workers = 15,
        MostSlots = 3,
        ChurnPerMinute = 2,
        StallsPerMinute = 1,
        SlowdownsPerMinute = 1,
        BreaksPerMinute = 3,
        HoldsPerMinute = 1,
        RestartsPerMinute = seed % 3 == 0 ? 2 : 0,
        FailureShare = 0.01,
        ForeignShare = 0.3,
        LongestDelay = TimeSpan.FromMilliseconds(seed % 2 == 0 ? 20 : 800),
        Jobs =
        [
            new SimulatedJob(8 * Gigabyte, Verification: seed % 4 == 0 ? Verification.SpotCheck(10) : Verification.Off),
            new SimulatedJob(2 * Gigabyte, At: TimeSpan.FromSeconds(3), Submitter: 2, WorkerCap: 4),
            new SimulatedJob(500 * Megabyte, At: TimeSpan.FromSeconds(6), Submitter: 3, Priority: JobPriority.High),
        ],
    };
}
