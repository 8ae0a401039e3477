using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Hubs;
using Byob.Web.Datasets;
using Byob.Web.Live;
using Byob.Web.Storage;

namespace Byob.Web.Tests.Dashboard.Fakes;

/// <summary>Makes what pages show: typical values, of which a test changes what it is about.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static readonly Guid Alice = new("0193a1b0-0000-7000-8000-000000000001");

    public static readonly Guid Bob = new("0193a1b0-0000-7000-8000-000000000002");

    public static JobView Job(int number = 7, JobState state = JobState.Running, string dataset = "moby.txt", long length = 1_000_000_000) => new(
        new JobId(Id(1000 + number)), number, new DatasetId(Id(1)), dataset, length, new string('a', 64), Alice, "Alice", state, null, "", CountOptions.Exact, $"moby-{number}",
        Now.AddMinutes(-3), Now.AddMinutes(-2), null, null, length / 4, length / 2, length / 4, 150e6, TimeSpan.FromSeconds(40), 0, 31, 0, 12_345_678, null, null);

    public static JobView Ended(int number = 3, JobState state = JobState.Done, string dataset = "moby.txt") => Job(number, state, dataset) with
    {
        FinishedAt = Now.AddMinutes(-1),
        DoneBytes = state == JobState.Done ? 1_000_000_000 : 0,
        CountedBytes = state == JobState.Done ? 1_000_000_000 : 0,
        BytesPerSecond = 0,
        Remaining = null,
        DistinctWords = state == JobState.Done ? 234_567 : null,
    };

    public static WorkerView Worker(string name = "anvil", int colour = 0, WorkerLiveness liveness = WorkerLiveness.Alive, params LeaseView[] leases) => new(
        new WorkerId(Id(2000 + colour)), name, "Alice", Alice, false, colour, liveness, Now.AddMinutes(-10), Now.AddSeconds(-1),
        new MachineDescription(name + ".lan", "Linux 6.12", "x64", 8, 16_000_000_000, ".NET 10.0.0"),
        new WorkerCapacity(4, 2), "0.1.0", new WorkerVitals(62, 210_000_000, 150e6, 12_000_000_000), leases.Length > 0 ? 150e6 : 0, [.. leases], 120, 0, null);

    public static LeaseView Lease(long start, long end, long counted, LeaseStage stage = LeaseStage.Counting, int job = 7) => new(
        new LeaseToken(1, Id((int)(start / 1000) + 1)), new JobId(Id(1000 + job)), job, new ByteRange(start, end), 1, stage, end - start, counted, Now.AddSeconds(-3));

    public static PartySnapshot Party(long version = 1) => new(version, Now, "Bit Counters", 4, [], [], []);

    public static DatasetView Dataset(string name = "moby.txt", DatasetState state = DatasetState.Ready, long length = 1_000_000_000, int id = 1) => new(
        new DatasetId(Id(id)), name, DatasetSource.Upload, state, length, state == DatasetState.Ready ? length : length / 3, false,
        state == DatasetState.Ready ? new string('a', 64) : null, Alice, "Alice", Now.AddMinutes(-5), null);

    public static LedgerSegment Done(long start, long end, string worker = "anvil", int colour = 0, int attempt = 1) =>
        new(new ByteRange(start, end), SegmentState.Done, new WorkerId(Id(2000 + colour)), worker, colour, attempt, end - start);

    public static LedgerSegment Leased(long start, long end, long counted, string worker = "anvil", int colour = 0, int attempt = 1) =>
        new(new ByteRange(start, end), SegmentState.Leased, new WorkerId(Id(2000 + colour)), worker, colour, attempt, counted);

    public static LedgerSegment Free(long start, long end) => new(new ByteRange(start, end), SegmentState.Free, null, null, 0, 0, 0);

    public static AttemptView Attempt(long start, long end, string outcome = "Accepted", string worker = "anvil", int colour = 0, string? reason = null, double secondsAgo = 5, double took = 4, int attempt = 1) =>
        new(new ByteRange(start, end), attempt, new WorkerId(Id(2000 + colour)), worker, colour, outcome, reason, Now.AddSeconds(-secondsAgo), TimeSpan.FromSeconds(took));

    public static LedgerSnapshot Ledger(params LedgerSegment[] segments)
    {
        var length = segments.Length == 0 ? 0 : segments[^1].Range.End;
        var accepted = segments.Where(segment => segment.State == SegmentState.Done).Sum(segment => segment.Range.Length);
        return new LedgerSnapshot(new JobId(Id(1007)), 1, length, [.. segments], new CoverProof(length, accepted, 0, segments.Length, 0), [], [], false);
    }

    public static Guid Id(int number) => new(number, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 0]);
}
