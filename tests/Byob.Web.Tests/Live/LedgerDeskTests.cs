using Byob.Shared.Chunks;
using Byob.Web.Jobs;
using Byob.Web.Live;
using Byob.Web.Storage;
using Byob.Web.Tests.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Live;

public sealed class LedgerDeskTests
{
    private static readonly byte[] Text = TestParty.Text(5 * TestParty.ChunkBytes);

    [Fact]
    public async Task Ledger_ManyPagesAtOnce_IsDrawnOnceForASnapshot()
    {
        await using var party = await TestParty.StartAsync(TestParty.NewTime(), null);
        var job = await party.SubmitAsync(Text);
        Task<LedgerSnapshot?>[] asked;
        await using (var held = await HeldCoordinator.HoldAsync(party))
        {
            asked = [.. Enumerable.Range(0, 50).Select(_ => party.Live.LedgerAsync(job.Id, TestParty.Cancel).AsTask())];
            held.Release();
        }

        var drawn = await Task.WhenAll(asked);

        Assert.All(drawn, ledger => Assert.Same(drawn[0], ledger));
        Assert.Same(drawn[0], await party.Live.LedgerAsync(job.Id, TestParty.Cancel));
        Assert.Equal(party.Live.Current.Version, drawn[0]!.Version);
    }

    [Fact]
    public async Task Ledger_OneCallerGoesAway_TheOthersGetIt()
    {
        await using var party = await TestParty.StartAsync(TestParty.NewTime(), null);
        var job = await party.SubmitAsync(Text);
        using var gone = new CancellationTokenSource();
        await using var held = await HeldCoordinator.HoldAsync(party);
        var first = party.Live.LedgerAsync(job.Id, gone.Token).AsTask();
        var second = party.Live.LedgerAsync(job.Id, TestParty.Cancel).AsTask();

        await gone.CancelAsync();
        held.Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.NotNull(await second);
    }

    [Fact]
    public async Task Ledger_Live_HasEveryByteInOneSegmentInOrder()
    {
        await using var party = await TestParty.StartAsync();
        var job = await party.SubmitAsync(Text);
        var worker = await party.JoinAsync(slots: 2);
        var leases = new[] { await worker.LeaseAsync(), await worker.LeaseAsync() };
        await worker.CountAsync(leases[1], Text);
        await worker.BeatAsync(new Shared.Hubs.LeaseProgress(leases[0].Token, Shared.Hubs.LeaseStage.Counting, 900, 700));

        var ledger = (await DrawAsync(party, job))!;

        var at = 0L;
        foreach (var segment in ledger.Segments)
        {
            Assert.Equal(at, segment.Range.Start);
            at = segment.Range.End;
        }

        Assert.Equal(Text.Length, at);
        Assert.Equal([SegmentState.Leased, SegmentState.Done, SegmentState.Leased, SegmentState.Free], ledger.Segments.Select(segment => segment.State));
        Assert.Equal((700L, worker.Identity.WorkerName), (ledger.Segments[0].CountedBytes, ledger.Segments[0].WorkerName));
        Assert.Equal((leases[1].Range.Length, 0L, 1, false), (ledger.Proof.AcceptedBytes, ledger.Proof.OverlapBytes, ledger.Proof.Ranges, ledger.Proof.Complete));
        Assert.Equal(["Running", "Running", "Accepted"], ledger.Attempts.Select(attempt => attempt.Outcome));
        Assert.NotEmpty(ledger.TopWords);
        Assert.True(ledger.TopWordsExact);
    }

    [Fact]
    public async Task Ledger_DoneAndAfterARestart_IsTheSame()
    {
        await using var party = await TestParty.StartAsync();
        var job = await party.SubmitAsync(Text);
        var worker = await party.JoinAsync();
        await worker.FailAsync((await worker.LeaseAsync()).Token, Shared.Hubs.LeaseFailureKind.ReadFailed, "It blinked.");
        _ = worker.WorkAsync(Text);
        await party.WaitAsync(job, JobState.Done);

        var before = await DrawAsync(party, job);
        await party.RestartAsync();
        var after = await DrawAsync(party, job);

        Assert.True(before!.Proof.Complete);
        Assert.Equal(before.Proof, after!.Proof);
        Assert.Equal(before.Length, after.Length);
        Assert.Equal(before.TopWords, after.TopWords);
        // Colours are given to workers as they come.
        Assert.Equal(before.Segments.Select(segment => segment with { Colour = 0 }), after.Segments.Select(segment => segment with { Colour = 0 }));
        Assert.Equal(Attempts(before), Attempts(after));
        Assert.Contains("It blinked.", Attempts(after).Select(attempt => attempt.Reason));
    }

    [Fact]
    public async Task Ledger_Cancelled_StaysAsItWasWithItsWords()
    {
        await using var party = await TestParty.StartAsync();
        var job = await party.SubmitAsync(Text);
        var worker = await party.JoinAsync();
        var lease = await worker.LeaseAsync();
        await worker.CountAsync(lease, Text);
        await party.Jobs.CancelAsync(job.Id, await party.ActorAsync(), TestParty.Cancel);

        var ledger = (await DrawAsync(party, job))!;

        Assert.Equal([SegmentState.Done, SegmentState.Free], ledger.Segments.Select(segment => segment.State).Distinct());
        Assert.Equal(lease.Range.Length, ledger.Proof.AcceptedBytes);
        Assert.NotEmpty(ledger.TopWords);
        Assert.Same(ledger, await party.Live.LedgerAsync(job.Id, TestParty.Cancel));
    }

    [Fact]
    public async Task Ledger_NoSuchJob_IsNull()
    {
        await using var party = await TestParty.StartAsync();

        Assert.Null(await party.Live.LedgerAsync(JobId.New(), TestParty.Cancel));
    }

    /// <summary>The proof is no copy of what the ledger believes.</summary>
    [Fact]
    public async Task Proof_ChunkCountedTwice_ShowsTheOverlap()
    {
        await using var party = await TestParty.StartAsync();
        var job = await party.SubmitAsync(Text);
        var worker = await party.JoinAsync();
        await worker.CountAsync(await worker.LeaseAsync(), Text);

        var ledger = await party.Master.Services.GetRequiredService<Coordinator>().LookAsync(
            state =>
            {
                var live = state.FindJob(job.Id)!;
                live.Accept(live.Done[0]);
                return LedgerViews.Draw(LedgerCopy.Of(state, live), 1);
            },
            TestParty.Cancel);

        Assert.Equal(ledger.Segments[0].Range.Length, ledger.Proof.OverlapBytes);
        Assert.False(ledger.Proof.Complete);
    }

    private static async Task<LedgerSnapshot?> DrawAsync(TestParty party, JobView job) =>
        await party.Master.Services.GetRequiredService<LedgerDesk>().DrawAsync(job.Id, -1, TestParty.Cancel);

    private static IEnumerable<(ByteRange Range, int Attempt, string Outcome, string? Reason, string Worker)> Attempts(LedgerSnapshot ledger) =>
        ledger.Attempts.Select(attempt => (attempt.Range, attempt.Attempt, attempt.Outcome, attempt.Reason ?? "", attempt.WorkerName)).OrderBy(attempt => (attempt.Range.Start, attempt.Attempt))!;
}
