using System.Collections.Immutable;
using System.Globalization;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Hubs;
using Byob.Worker.Commands;
using Byob.Worker.Status;
using Microsoft.Extensions.Time.Testing;

namespace Byob.Worker.Tests.Commands;

public sealed class ConsoleLinesTests
{
    private static readonly FakeTimeProvider s_time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    private static readonly ChunkLease s_lease = new(
        new LeaseToken(1, Guid.Empty), new JobId(Guid.Empty), 7, new DatasetId(Guid.Empty), 100_000_000, new ByteRange(16_000_000, 32_000_000), 1, CountOptions.Exact);

    [Fact]
    public void News_ChunkAccepted_SaysRangeSizeAndRate() => Assert.Equal(
        "Counted job 7, bytes 16,000,000 to 32,000,000, 16.0 MB at 250.0 MB/s",
        ConsoleLines.News(new WorkerNews(WorkerNewsKind.ChunkAccepted, "It counts.", s_lease, 250_000_000)));

    [Theory]
    [InlineData(WorkerNewsKind.ChunkGivenBack, "Gave back job 7, bytes 16,000,000 to 32,000,000, 16.0 MB: Why.")]
    [InlineData(WorkerNewsKind.ChunkLost, "Lost job 7, bytes 16,000,000 to 32,000,000, 16.0 MB: Why.")]
    [InlineData(WorkerNewsKind.ChunkFailed, "Failed: job 7, bytes 16,000,000 to 32,000,000, 16.0 MB: Why.")]
    [InlineData(WorkerNewsKind.ChunkNotAccepted, "Not taken: job 7, bytes 16,000,000 to 32,000,000, 16.0 MB: Why.")]
    public void News_AboutAChunk_SaysWhichAndWhy(WorkerNewsKind kind, string expected) =>
        Assert.Equal(expected, ConsoleLines.News(new WorkerNews(kind, "Why.", s_lease)));

    [Fact]
    public void News_AboutTheConnection_IsItsSentence() =>
        Assert.Equal("In the party.", ConsoleLines.News(new WorkerNews(WorkerNewsKind.ConnectionChanged, "In the party.")));

    [Fact]
    public void Status_Working_SaysRangesPercentAndRate() => Assert.Equal(
        "working | bytes 16,000,000 to 32,000,000 counted 50 % | bytes 16,000,000 to 32,000,000 read 75 % | and 1 more | 200.0 MB/s | 3 chunks, 48.0 MB",
        ConsoleLines.Status(Status(ConnectionState.Joined, LeaseStage.Counting, LeaseStage.Reading, LeaseStage.Sending), s_time));

    [Theory]
    [InlineData(ConnectionState.Joined, "idle | ")]
    [InlineData(ConnectionState.Waiting, "master away | ")]
    [InlineData(ConnectionState.Connecting, "connecting | ")]
    [InlineData(ConnectionState.Stopping, "stopping | ")]
    public void Status_NothingHeld_SaysTheState(ConnectionState state, string start) =>
        Assert.StartsWith(start, ConsoleLines.Status(Status(state), s_time), StringComparison.Ordinal);

    [Fact]
    public void Status_HeldByItsOwner_SaysWhy() =>
        Assert.StartsWith("idle: On battery | ", ConsoleLines.Status(Status(ConnectionState.Joined) with { HeldBecause = "On battery." }, s_time), StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-11-25T18:00:00Z", "idle until 18:00: Outside its hours | ")]
    [InlineData("2026-11-26T08:00:00Z", "idle until Thursday 08:00: Outside its hours | ")]
    [InlineData("2026-12-24T08:00:00Z", "idle until 24 December 08:00: Outside its hours | ")]
    public void Status_HeldForATime_SaysUntilWhen(string until, string start) => Assert.StartsWith(
        start,
        ConsoleLines.Status(
            Status(ConnectionState.Joined) with { HeldBecause = "Outside its hours.", HeldUntil = DateTimeOffset.Parse(until, CultureInfo.InvariantCulture) }, s_time),
        StringComparison.Ordinal);

    private static WorkerStatus Status(ConnectionState state, params LeaseStage[] stages) => new(
        state, "", "party", "laptop", null, [.. stages.Select(stage => new LeaseStatus(s_lease, stage, 12_000_000, 8_000_000))], 200_000_000, 48_000_000, 3);
}
