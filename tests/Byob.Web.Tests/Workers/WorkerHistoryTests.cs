using Byob.Shared.Hubs;
using Byob.Web.Live;
using Byob.Web.Storage;
using Byob.Web.Tests.Jobs;
using Byob.Web.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Workers;

/// <summary>What is kept of machines: what happened to them, and what they did in all.</summary>
public sealed class WorkerHistoryTests
{
    private static readonly byte[] Text = TestParty.Text(4 * TestParty.ChunkBytes);

    [Fact]
    public async Task JoinedLeftAndSteered_AreToldNewestFirst_WhateverRestarts()
    {
        await using var party = await TestParty.StartAsync();
        var worker = await party.JoinAsync();
        await KeeperOf(party).SteerAsync(worker.Id, WorkerOrderKind.Drain, null, await party.ActorAsync(), TestParty.Cancel);
        await worker.LeaveAsync();

        await party.RestartAsync();
        var history = await KeeperOf(party).HistoryAsync(worker.Id, TestParty.Cancel);

        Assert.Equal([WorkerEventKind.Left, WorkerEventKind.Steered, WorkerEventKind.Joined], history.Select(happened => happened.Kind));
        Assert.Equal("Left: Enough for today.", history[0].Sentence);
        Assert.Equal("Joined with 1 slot: Linux, version 1.0.", history[2].Sentence);
    }

    [Fact]
    public async Task Silence_IsToldWithItsReason()
    {
        await using var party = await TestParty.StartAsync(TestParty.NewTime(), null);
        var worker = await party.JoinAsync();

        await party.PassUntilAsync(state => state.Roster.Find(worker.Id)!.Liveness == WorkerLiveness.Lost);

        var history = await KeeperOf(party).HistoryAsync(worker.Id, TestParty.Cancel);
        Assert.Equal((WorkerEventKind.Lost, "Nothing was heard of the worker for 10 s."), (history[0].Kind, history[0].Sentence));
    }

    [Fact]
    public async Task History_OfAMachineThatComesAndGoes_StaysBounded()
    {
        await using var party = await TestParty.StartAsync();
        var worker = await party.JoinAsync();
        var other = await party.JoinAsync();
        for (var again = 0; again < HistorySteps.MostKept + 20; again++)
            await worker.JoinAsync();

        Assert.Equal(HistorySteps.MostKept, await party.ReadAsync(context => context.WorkerEvents.CountAsync(row => row.WorkerId == worker.Id.Value, TestParty.Cancel)));
        Assert.Single(await KeeperOf(party).HistoryAsync(other.Id, TestParty.Cancel));
    }

    [Fact]
    public async Task RemovedMachine_TakesItsHistoryWithItAtTheNextStart()
    {
        await using var party = await TestParty.StartAsync();
        var worker = await party.JoinAsync();
        using var left = await party.Master.NewWorkerClient(worker.Identity.Token).DeleteAsync(PartyRoutes.ThisWorker, TestParty.Cancel);

        await party.RestartAsync();

        Assert.Equal(0, await party.ReadAsync(context => context.WorkerEvents.CountAsync(row => row.WorkerId == worker.Id.Value, TestParty.Cancel)));
    }

    [Fact]
    public async Task WhatItDidInAll_OutlivesARestart()
    {
        await using var party = await TestParty.StartAsync();
        await party.SubmitAsync(Text);
        var worker = await party.JoinAsync();
        var first = await worker.LeaseAsync();
        await worker.CountAsync(first, Text);
        var second = await worker.LeaseAsync();
        await worker.FailAsync(second.Token, LeaseFailureKind.ReadFailed, "The cable is out.");

        await party.RestartAsync();

        var account = await party.LookAsync(state => state.Roster.Account(worker.Id));
        Assert.Equal((1, 1, first.Range.Length), (account.ChunksAccepted, account.ChunksFailed, account.BytesCounted));
    }

    private static IWorkerKeeper KeeperOf(TestParty party) => party.Master.Services.GetRequiredService<IWorkerKeeper>();
}
