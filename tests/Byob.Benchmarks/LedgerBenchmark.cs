using System.Diagnostics;
using System.Globalization;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Ledger;

namespace Byob.Benchmarks;

/// <summary>How many leases a second the scheduler grants and settles on one core, with nothing around it, while the ledger fills up with ranges.</summary>
internal static class LedgerBenchmark
{
    private const int Runs = 5;
    private const int Workers = 200;
    private const int ChunkBytes = 1000;
    private const string Sha256 = "5a";

    public static int Run(int ranges)
    {
        var rates = new List<double>();
        for (var run = 0; run < Runs; run++)
            rates.Add(Cycles(ranges));
        var median = rates.Order().ElementAt(Runs / 2);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{median:N0} leases granted and settled a second, {Workers} workers, {ranges:N0} ranges in the ledger at the end (median of {Runs})"));
        return 0;
    }

    private static double Cycles(int ranges)
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var options = new SchedulerOptions { SmallestChunkBytes = ChunkBytes, LargestChunkBytes = ChunkBytes };
        var scheduler = new PartyScheduler(1, options, new AnyCut(), _ => false);
        for (var worker = 0; worker < Workers; worker++)
        {
            var id = WorkerId.New();
            scheduler.JoinWorker(id, new WorkerCapacity(1, 1), 1e8, [], now);
            scheduler.WorkerReady(id);
        }

        var job = new JobLedger(JobId.New(), (long)ranges * ChunkBytes);
        scheduler.AddJob(job, new JobTerms(Guid.CreateVersion7()), runnable: true);
        var held = new Queue<Lease>();
        var settled = 0;
        var started = Stopwatch.GetTimestamp();
        // Every settled chunk is followed by handing out, as when partials come in one by one.
        do
        {
            now += TimeSpan.FromMilliseconds(1);
            scheduler.Assign(now);
            foreach (var effect in scheduler.TakeEffects())
            {
                if (effect is LeaseGranted(var lease))
                    held.Enqueue(lease);
            }

            if (held.TryDequeue(out var next) && scheduler.Settle(next.Worker, next.Token, Sha256, now).Outcome == SubmissionOutcome.Accepted)
                settled++;
        }
        while (!job.Finished);

        return settled / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private sealed class AnyCut : ICutAligner
    {
        public Cut Align(JobId job, long wanted) => new(wanted);
    }
}
