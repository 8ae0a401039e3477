using System.Net;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Live;
using Byob.Web.Party;
using Byob.Web.Storage;
using Byob.Web.Tests.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Workers;

public sealed class ComingAndGoingTests
{
    private static readonly byte[] Text = TestParty.Text(10 * TestParty.ChunkBytes);

    [Fact]
    public async Task SecondProcess_WithTheSameIdentity_ReplacesAFirstThatIsSilent()
    {
        await using var party = await TestParty.StartAsync("--Workers:HeartbeatInterval=00:00:00.100");
        await party.SubmitAsync(Text);
        var first = await party.JoinAsync();
        var lease = await first.LeaseAsync();

        var second = await party.DialAsync(first.Identity);
        Assert.Null((await second.JoinAsync()).Refusal);

        Assert.Equal(GoodbyeKind.Replaced, await first.Goodbye);
        await first.Closed;
        await second.BeatAsync();
        Assert.Equal(lease.Range, (await second.LeaseAsync()).Range);
        Assert.Equal(1, await party.LookAsync(state => state.Roster.Entries.Count));
    }

    [Fact]
    public async Task SecondProcess_FromACopiedFolder_IsRefusedWithTheMendWhileTheFirstIsAlive()
    {
        await using var party = await TestParty.StartAsync("--Workers:HeartbeatInterval=00:00:00.100");
        await party.SubmitAsync(Text);
        var first = await party.JoinAsync();
        var lease = await first.LeaseAsync();
        var second = await party.DialAsync(first.Identity);

        var joining = second.JoinAsync();
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!joining.IsCompleted && await pulse.WaitForNextTickAsync(TestParty.Cancel))
            await first.BeatAsync();

        Assert.Contains("delete the file \"token\" in the copy", (await joining).Refusal, StringComparison.Ordinal);
        Assert.False(first.Goodbye.IsCompleted);
        Assert.Equal(SubmissionOutcome.Accepted, (await first.CountAsync(lease, Text)).Outcome);
        // Nothing of what the copy says counts: it is not in.
        await second.BeatAsync();
        Assert.Equal(first.Instance, await party.LookAsync(state => state.Roster.Find(first.Id)!.Instance));
    }

    [Fact]
    public async Task Machine_ThatLeavesTheParty_EndsItsTokenAndIsToldSo()
    {
        await using var party = await TestParty.StartAsync();
        var worker = await party.JoinAsync();
        var other = await party.JoinAsync();
        var client = party.Master.NewWorkerClient(worker.Identity.Token);

        using var left = await client.DeleteAsync(PartyRoutes.ThisWorker, TestParty.Cancel);

        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        Assert.Equal(GoodbyeKind.Removed, await worker.Goodbye);
        using var again = await client.DeleteAsync(PartyRoutes.ThisWorker, TestParty.Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.False(other.Goodbye.IsCompleted);
    }

    [Fact]
    public async Task SameProcess_OverANewConnection_KeepsItsLease()
    {
        await using var party = await TestParty.StartAsync();
        await party.SubmitAsync(Text);
        var worker = await party.JoinAsync();
        var lease = await worker.LeaseAsync();

        var again = await party.DialAsync(worker.Identity);
        var reply = await again.JoinAsync(ScriptedWorker.Request(worker.Instance, 1, 0, new HeldLease(lease.Token, lease.Job, lease.Range, false)));

        Assert.Equal(lease.Token, Assert.Single(reply.Verdicts).Renewed);
        Assert.False(worker.Goodbye.IsCompleted);
        // The end of the old connection is no longer the worker's.
        await worker.DisposeAsync();
        await again.BeatAsync();
        Assert.Equal(WorkerLiveness.Alive, await party.LookAsync(state => state.Roster.Find(worker.Id)!.Liveness));
    }

    [Fact]
    public async Task RemovedWorker_IsToldAndCutAndItsBytesAreFreeAndItsTokenIsRefused()
    {
        await using var party = await TestParty.StartAsync();
        var job = await party.SubmitAsync(Text);
        var worker = await party.JoinAsync();
        await worker.LeaseAsync();
        var unjoined = await party.DialAsync(worker.Identity);

        var outcome = await party.Master.Services.GetRequiredService<IMembers>().RemoveWorkerAsync(worker.Id.Value, await party.ActorAsync(), TestParty.Cancel);

        Assert.True(outcome.Ok, outcome.Refusal);
        Assert.Equal(0, await party.LookAsync(state => state.FindJob(job.Id)!.Ledger.LeasedBytes));
        Assert.Equal(GoodbyeKind.Removed, await worker.Goodbye);
        await worker.Closed;
        await unjoined.Closed;
        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => party.DialAsync(worker.Identity));
        Assert.Equal(HttpStatusCode.Unauthorized, fault.StatusCode);
    }

    [Fact]
    public async Task RemovedMember_AllMachinesGo()
    {
        await using var party = await TestParty.StartAsync();
        await party.Master.SignInAsHostAsync();
        var workers = new[] { await party.JoinAsync(member: "Bob"), await party.JoinAsync(member: "Bob") };

        var outcome = await party.Master.Services.GetRequiredService<IMembers>()
            .RemoveAsync(party.Master.ActorOf("Bob").MemberId, party.Master.ActorOf("Hanna"), TestParty.Cancel);

        Assert.True(outcome.Ok, outcome.Refusal);
        foreach (var worker in workers)
        {
            Assert.Equal(GoodbyeKind.Removed, await worker.Goodbye);
            await worker.Closed;
        }
    }

    [Fact]
    public async Task Leave_FreesAtOnceAndAHeartbeatBehindItBringsNothingBack()
    {
        await using var party = await TestParty.StartAsync();
        await party.SubmitAsync(Text);
        var worker = await party.JoinAsync();
        var lease = await worker.LeaseAsync();

        await worker.LeaveAsync();
        await worker.BeatAsync();

        Assert.Equal(WorkerLiveness.Left, await party.LookAsync(state => state.Roster.Find(worker.Id)!.Liveness));
        var other = await party.JoinAsync();
        Assert.Equal(lease.Range, (await other.LeaseAsync()).Range);
    }

    [Fact]
    public async Task SilentWorker_IsSuspectThenLost_AndItsBytesGoToTheOther()
    {
        await using var party = await TestParty.StartAsync(TestParty.NewTime(), null);
        await party.SubmitAsync(Text);
        var silent = await party.JoinAsync();
        var lease = await silent.LeaseAsync();

        await party.PassUntilAsync(state => state.Roster.Find(silent.Id)!.Liveness == WorkerLiveness.Suspect);
        Assert.Equal(1, await party.LeasesAsync(silent));
        await party.PassUntilAsync(state => state.Roster.Find(silent.Id)!.Liveness == WorkerLiveness.Lost);

        // Cut, so that it joins again when it wakes up, instead of waiting for chunks for ever.
        await silent.Closed;
        var other = await party.JoinAsync();
        var again = await other.LeaseAsync();
        Assert.Equal((lease.Range, 2), (again.Range, again.Attempt));
        var failure = await party.ReadAsync(context => context.ChunkFailures.SingleAsync(TestParty.Cancel));
        Assert.Equal("Lost", failure.Outcome);
    }

    [Fact]
    public async Task SuspectWorker_Heard_IsAliveAndKeepsItsLease()
    {
        await using var party = await TestParty.StartAsync(TestParty.NewTime(), null);
        await party.SubmitAsync(Text);
        var worker = await party.JoinAsync();
        await party.PassUntilAsync(state => state.Roster.Find(worker.Id)!.Liveness == WorkerLiveness.Suspect);

        await worker.BeatAsync();

        Assert.Equal(WorkerLiveness.Alive, await party.LookAsync(state => state.Roster.Find(worker.Id)!.Liveness));
        Assert.Equal(1, await party.LeasesAsync(worker));
    }

    [Fact]
    public async Task BrokenConnection_NotBackInTime_FreesTheBytes()
    {
        await using var party = await TestParty.StartAsync(TestParty.NewTime(), null);
        await party.SubmitAsync(Text);
        var worker = await party.JoinAsync();
        var lease = await worker.LeaseAsync();

        await worker.DisposeAsync();
        await party.PassUntilAsync(state => state.Roster.Find(worker.Id)!.Liveness == WorkerLiveness.Lost);

        Assert.Equal(lease.Range, (await (await party.JoinAsync()).LeaseAsync()).Range);
        Assert.NotNull((await party.ReadAsync(context => context.Workers.SingleAsync(row => row.Id == worker.Id.Value, TestParty.Cancel))).LastSeenAt);
    }

    [Fact]
    public async Task MasterStops_EveryWorkerIsToldThatItComesBack()
    {
        await using var party = await TestParty.StartAsync();
        var workers = new[] { await party.JoinAsync(), await party.JoinAsync() };

        await party.Master.StopAsync();

        foreach (var worker in workers)
        {
            Assert.Equal(GoodbyeKind.Restarting, await worker.Goodbye);
            await worker.Closed;
        }
    }

    [Fact]
    public async Task MasterRestarts_HeldLeaseIsAdoptedAndItsPartialCounts()
    {
        await using var party = await TestParty.StartAsync();
        var job = await party.SubmitAsync(Text);
        var worker = await party.JoinAsync(slots: 2);
        await worker.CountAsync(await worker.LeaseAsync(), Text);
        var held = await worker.LeaseAsync();

        await party.RestartAsync();
        var back = await party.DialAsync(worker.Identity);
        var reply = await back.JoinAsync(2, 0, new HeldLease(held.Token, held.Job, held.Range, true), new HeldLease(LeaseToken.New(1), held.Job, new ByteRange(held.Range.Start, held.Range.End - 1), true));

        Assert.Equal([true, false], reply.Verdicts.Select(verdict => verdict.Renewed is not null));
        var renewed = reply.Verdicts[0].Renewed!.Value;
        Assert.NotEqual(held.Token, renewed);
        Assert.Equal(SubmissionOutcome.Stale, (await back.CountAsync(held, Text)).Outcome);
        Assert.Equal(JobState.Running, await party.StateAsync(job));
        Assert.Equal(SubmissionOutcome.Accepted, (await back.CountAsync(held with { Token = renewed }, Text)).Outcome);
        await back.BeatAsync();
        _ = back.WorkAsync(Text);
        await party.WaitAsync(job, JobState.Done);
        Assert.Equal(TestParty.Counts(Text), await party.ResultAsync(job));
    }
}
