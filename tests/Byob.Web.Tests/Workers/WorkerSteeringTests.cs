using System.Net;
using System.Net.Http.Json;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Live;
using Byob.Web.Party;
using Byob.Web.Storage;
using Byob.Web.Tests.Jobs;
using Byob.Web.Workers;
using Byob.Worker;
using Byob.Worker.Counting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Byob.Web.Tests.Workers;

/// <summary>Machines that are paused, drained and resumed from the dashboard.</summary>
public sealed class WorkerSteeringTests
{
    private static readonly byte[] Text = TestParty.Text(6 * TestParty.ChunkBytes);

    [Fact]
    public async Task Owner_PausesItsMachine_WhichIsToldAndGetsNothing()
    {
        await using var party = await TestParty.StartAsync();
        var worker = await party.JoinAsync();

        using var paused = await SteerAsync(party, "Ann", worker.Id, "Pause", 900);
        await party.SubmitAsync(Text);
        await worker.BeatAsync();

        Assert.Equal(HttpStatusCode.NoContent, paused.StatusCode);
        var order = await worker.OrderAsync();
        Assert.Equal((WorkerOrderKind.Pause, "Ann"), (order.Kind, order.By));
        Assert.InRange(order.For!.Value, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        // The worker has not obeyed yet: the master gives it nothing all the same.
        Assert.Equal(0, await party.LeasesAsync(worker));
        var view = (await party.SeeAsync(snapshot => snapshot.Workers is [{ IdleReason: "Paused by Ann from the dashboard." }], () => "It does not say why it idles.")).Workers[0];
        Assert.Equal(WorkerOrderKind.Pause, view.Order!.Kind);
        Assert.InRange(view.HeldUntil!.Value - view.LastHeardAt, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(16));
    }

    [Fact]
    public async Task Host_ResumesWhatTheOwnerPaused_AndItCountsAgain()
    {
        await using var party = await TestParty.StartAsync();
        var host = await HostAsync(party);
        var worker = await party.JoinAsync();
        using var paused = await SteerAsync(party, "Ann", worker.Id, "Drain");
        Assert.Equal((WorkerOrderKind.Drain, null), await worker.OrderAsync() is var told ? (told.Kind, told.For) : default);
        await worker.TakeAsync(0, "Told by Ann from the dashboard to finish and take no more.");
        await party.SubmitAsync(Text);

        using var resumed = await host.PostAsJsonAsync(Route(worker.Id), new SteerRequest("Resume"), TestParty.Cancel);
        Assert.Equal(HttpStatusCode.NoContent, resumed.StatusCode);
        Assert.Equal(WorkerOrderKind.Resume, (await worker.OrderAsync()).Kind);
        await worker.TakeAsync(1);

        Assert.Equal(SubmissionOutcome.Accepted, (await worker.CountAsync(await worker.LeaseAsync(), Text)).Outcome);
    }

    [Fact]
    public async Task Stranger_IsRefusedWithTheReason()
    {
        await using var party = await TestParty.StartAsync();
        var worker = await party.JoinAsync();

        using var refused = await SteerAsync(party, "Bob", worker.Id, "Pause");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var problem = await refused.Content.ReadFromJsonAsync<ProblemDetails>(TestParty.Cancel);
        Assert.Equal("Only Ann, who owns machine, or the host may steer it.", problem!.Detail);
        Assert.Null(await party.LookAsync(state => OrderSteps.InForce(state, worker.Id)));
    }

    [Theory]
    [InlineData("Dance", null, 400)]
    [InlineData("1", null, 400)]
    [InlineData("Pause", -5.0, 400)]
    [InlineData("Pause", 1e8, 409)]
    [InlineData("Resume", 60.0, 409)]
    [InlineData("Resume", null, 409)]
    public async Task Nonsense_IsRefusedAndChangesNothing(string order, double? seconds, int status)
    {
        await using var party = await TestParty.StartAsync();
        var worker = await party.JoinAsync();

        using var refused = await SteerAsync(party, "Ann", worker.Id, order, seconds);

        Assert.Equal(status, (int)refused.StatusCode);
        Assert.Null(await party.LookAsync(state => OrderSteps.InForce(state, worker.Id)));
    }

    [Fact]
    public async Task HeldAtTheMachine_CannotBeResumedFromHere_AndTheRefusalSaysWhat()
    {
        await using var party = await TestParty.StartAsync();
        var worker = await party.JoinAsync();
        await worker.TakeAsync(0, "Paused by its owner.");

        using var refused = await SteerAsync(party, "Ann", worker.Id, "Resume");

        var problem = await refused.Content.ReadFromJsonAsync<ProblemDetails>(TestParty.Cancel);
        Assert.Contains("Paused by its owner.", problem!.Detail, StringComparison.Ordinal);
        Assert.Contains("byob resume", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_SurvivesARestartAndIsToldAgainAtTheJoin()
    {
        await using var party = await TestParty.StartAsync();
        var machine = await party.EnrolAsync();
        using (await SteerAsync(party, "Ann", machine.Worker, "Pause", 3600))
        {
            await party.RestartAsync();
        }

        await party.SubmitAsync(Text);
        var worker = await party.DialAsync(machine);
        var reply = await worker.JoinAsync();
        await worker.BeatAsync();

        Assert.Equal(WorkerOrderKind.Pause, reply.Order!.Kind);
        Assert.InRange(reply.Order.For!.Value, TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(60));
        Assert.Equal(0, await party.LeasesAsync(worker));
    }

    [Fact]
    public async Task Order_WhoseTimeIsOver_EndsByItself()
    {
        await using var party = await TestParty.StartAsync(TestParty.NewTime(), null);
        var worker = await party.JoinAsync();
        using var paused = await SteerAsync(party, "Ann", worker.Id, "Pause", 5);
        await party.SubmitAsync(Text);
        Assert.Equal(0, await party.LeasesAsync(worker));

        for (var second = 0; second < 4; second++)
        {
            party.Time!.Advance(TimeSpan.FromSeconds(1));
            await worker.BeatAsync();
        }

        Assert.NotNull(await party.LookAsync(state => OrderSteps.InForce(state, worker.Id)));
        Assert.Equal(0, await party.LeasesAsync(worker));
        party.Time!.Advance(TimeSpan.FromSeconds(1));
        await worker.BeatAsync();

        await party.PassUntilAsync(state => state.Scheduler.FindWorker(worker.Id)!.Leases.Count == 1);
        Assert.Null(await party.ReadAsync(context => context.Workers.Where(row => row.Id == worker.Id.Value).Select(row => row.OrderKind).SingleAsync(TestParty.Cancel)));
    }

    [Fact]
    public async Task Paused_RealWorkerInTheMiddleOfAChunk_GivesItBackAndAnotherCountsIt()
    {
        await using var party = await TestParty.StartAsync();
        var job = await party.SubmitAsync(Text);
        var identity = await party.EnrolAsync("Ann", "the real one");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestParty.Cancel);
        var source = new StuckSource();
        var engine = new WorkerEngine(
            new WorkerEngineOptions
            {
                Master = party.Master.Address,
                Token = _ => ValueTask.FromResult<string?>(identity.Token),
                SpoolFolder = Path.Combine(party.Root, "spool"),
                Capacity = new WorkerCapacity(1, 0),
                WorkerName = identity.WorkerName,
                MeasureAtStart = false,
            },
            source,
            TimeProvider.System,
            NullLoggerFactory.Instance);
        var running = engine.RunAsync(stop.Token);
        await source.Asked.WaitAsync(Hosting.MasterHost.Patience, TestParty.Cancel);

        using var paused = await SteerAsync(party, "Ann", identity.Worker, "Pause");
        await party.SeeAsync(snapshot => snapshot.Workers is [{ Leases.IsEmpty: true, Capacity.Slots: 0 }], () => "It keeps its chunk.");
        await party.JoinAndWorkAsync(Text);
        await party.WaitAsync(job, JobState.Done);

        Assert.Equal(TestParty.Counts(Text), await party.ResultAsync(job));
        Assert.Equal("Paused by Ann from the dashboard.", Assert.Single(engine.Holds.All).Reason);
        Assert.Contains((await party.ProofAsync(job)).Discards, discard => discard.Outcome == "GivenBack");
        await stop.CancelAsync();
        await running.WaitAsync(Hosting.MasterHost.Patience, TestParty.Cancel);
    }

    [Fact]
    public async Task SetAside_IsToldTheWorkerAtOnceAndAtItsNextJoin_AndSoIsBeingTakenBack()
    {
        await using var party = await TestParty.StartAsync("--Scheduler:WorkerFailureLimit=2");
        await party.SubmitAsync(Text);
        var worker = await party.JoinAsync();
        await worker.FailAsync((await worker.LeaseAsync()).Token, LeaseFailureKind.CountFailed, "No memory.");
        await worker.FailAsync((await worker.LeaseAsync()).Token, LeaseFailureKind.CountFailed, "No memory.");

        Assert.StartsWith("Set aside after 2 failed chunks", await worker.SetAsideAsync(), StringComparison.Ordinal);
        var again = await party.DialAsync(worker.Identity);
        Assert.StartsWith("Set aside after 2 failed chunks", (await again.JoinAsync(ScriptedWorker.Request(worker.Instance))).SetAside, StringComparison.Ordinal);
        await party.Master.Services.GetRequiredService<IWorkerKeeper>().TakeBackAsync(worker.Id, await party.ActorAsync(), TestParty.Cancel);
        Assert.Null(await again.SetAsideAsync());
    }

    private static async Task<HttpClient> HostAsync(TestParty party) => await party.Master.SignInAsHostAsync();

    private static string Route(WorkerId worker) => $"{PartyRoutes.Workers}/{worker.Value:D}/steer";

    /// <summary>As a script with the token of another machine of that member does it.</summary>
    private static async Task<HttpResponseMessage> SteerAsync(TestParty party, string member, WorkerId worker, string order, double? seconds = null) =>
        await party.Master.NewWorkerClient((await party.EnrolAsync(member, "script")).Token).PostAsJsonAsync(Route(worker), new SteerRequest(order, seconds), TestParty.Cancel);

    /// <summary>A source whose bytes never come.</summary>
    private sealed class StuckSource : IRangeSource
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public async ValueTask<Stream> OpenAsync(ChunkLease lease, ByteRange range, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return Stream.Null;
        }
    }
}
