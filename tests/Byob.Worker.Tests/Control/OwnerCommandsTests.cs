using System.Text.Json;
using Byob.Shared.Hubs;
using Byob.Worker.Commands;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Control;

/// <summary>The commands with which an owner steers the worker of the machine, beside one that runs and without.</summary>
public sealed class OwnerCommandsTests : IDisposable
{
    private const string OneSlot = "--slots 1";
    private static readonly WorkerCapacity s_nothing = new(0, 0);
    private readonly TempFolder _folder = new();
    private readonly OwnersTerminal _owner;

    public OwnerCommandsTests() => _owner = new OwnersTerminal(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pause_RunningWorker_TellsTheMasterUntilWhenAndGivesBackWhatItCounts()
    {
        var text = Texts.Make(5_000);
        await using var master = await TestMaster.StartAsync(text);
        var gate = new Gate(master);
        using var stop = new CancellationTokenSource();
        var running = _owner.JoinAsync(master, stop, OneSlot);
        await master.Joins.NextAsync();
        var counting = await master.AssignAsync(Texts.All(text));
        await master.Heartbeats.NextAsync(beat => beat.Progress.Any(lease => lease.Stage == LeaseStage.Counting));

        var (code, said, _) = await _owner.AskAsync("pause 1h");

        Assert.Equal(0, code);
        Assert.Matches(@"^Paused until (\w{3} \d+ \w{3} )?\d\d:\d\d\. byob resume", said);
        var (capacity, reason, expected) = await master.CapacityChanges.NextAsync();
        Assert.Equal((s_nothing, "Paused by its owner."), (capacity, reason));
        Assert.InRange(expected!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        Assert.Equal(new LeaseFailure(counting.Token, LeaseFailureKind.GivenBack, "Paused by its owner."), await master.Failures.NextAsync());
        gate.Open();
        Assert.Contains("Held. Paused by its owner. Until ", (await _owner.AskAsync("status")).Out, StringComparison.Ordinal);

        Assert.Equal((0, "Counts again."), Head(await _owner.AskAsync("resume")));

        Assert.Equal(1, (await master.CapacityChanges.NextAsync()).Capacity.Slots);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Finish_RunningWorker_CountsToItsEndAndTakesNoMore()
    {
        var text = Texts.Make(5_000);
        await using var master = await TestMaster.StartAsync(text);
        var gate = new Gate(master);
        using var stop = new CancellationTokenSource();
        var running = _owner.JoinAsync(master, stop, OneSlot);
        await master.Joins.NextAsync();
        var counting = await master.AssignAsync(Texts.All(text));
        await master.Heartbeats.NextAsync(beat => beat.Progress.Any(lease => lease.Stage == LeaseStage.Counting));

        Assert.Equal((0, "Finishes what it counts (1 open), and takes no more. byob resume lets it go on."), Head(await _owner.AskAsync("finish")));

        gate.Open();
        Assert.Equal(counting.Token, (await master.Submissions.NextAsync()).Token);
        Assert.Equal((s_nothing, "Its owner told it to finish and take no more.", null), await master.CapacityChanges.NextAsync());
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Pause_NoWorkerRuns_IsObeyedWhenItStarts()
    {
        await using var master = await TestMaster.StartAsync();
        await _owner.JoinAndStopAsync(master, OneSlot);

        Assert.Equal((0, "No worker runs here now; when it starts, it takes no chunks."), Head(await _owner.AskAsync("pause")));
        var (code, said, _) = await _owner.AskAsync("status");
        Assert.Equal(4, code);
        Assert.Contains("The worker does not run.", said, StringComparison.Ordinal);
        Assert.Contains("Paused by its owner. It starts so.", said, StringComparison.Ordinal);

        using var stop = new CancellationTokenSource();
        var running = _owner.RunAsync("run", stop: stop);
        Assert.Equal((s_nothing, "Paused by its owner.", null), await master.CapacityChanges.NextAsync());
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Status_Json_IsOneDocument()
    {
        await using var master = await TestMaster.StartAsync();
        using var stop = new CancellationTokenSource();
        var running = _owner.JoinAsync(master, stop, OneSlot);
        await master.Joins.NextAsync();
        await master.Heartbeats.NextAsync();

        var (code, said, _) = await _owner.AskAsync("status --json");

        Assert.Equal(0, code);
        using var report = JsonDocument.Parse(said);
        Assert.Equal("worker-1", report.RootElement.GetProperty("worker").GetString());
        Assert.Equal("joined", report.RootElement.GetProperty("connection").GetString());
        Assert.Equal(1, report.RootElement.GetProperty("capacity").GetProperty("slots").GetInt32());
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Status_LeftOverSocket_SaysThatNothingRuns()
    {
        await using var master = await TestMaster.StartAsync();
        await _owner.JoinAndStopAsync(master, OneSlot);
        await File.WriteAllTextAsync(_folder["state/control.sock"], "", TestContext.Current.CancellationToken);

        Assert.Equal(4, (await _owner.AskAsync("status")).Code);

        using var stop = new CancellationTokenSource();
        var running = _owner.RunAsync("run", stop: stop);
        await master.Joins.NextAsync();
        await master.Heartbeats.NextAsync();
        Assert.Equal(0, (await _owner.AskAsync("status")).Code);
        await stop.CancelAsync();
        await running;
        Assert.False(File.Exists(_folder["state/control.sock"]));
    }

    [Fact]
    public async Task Leave_RunningWorker_StopsItEndsItsTokenAndForgets()
    {
        await using var master = await TestMaster.StartAsync();
        var running = _owner.JoinAsync(master, more: OneSlot);
        await master.Joins.NextAsync();
        await master.Heartbeats.NextAsync();

        var (code, said, _) = await _owner.AskAsync("leave");

        Assert.Equal(0, code);
        Assert.Contains("has left the party", said, StringComparison.Ordinal);
        Assert.Equal(0, await running);
        Assert.Empty(master.Tokens);
        Assert.False(File.Exists(_folder["state/token"]));
        Assert.False(File.Exists(_folder["state/worker.json"]));
        Assert.Equal(78, (await _owner.AskAsync("leave")).Code);
    }

    [Fact]
    public async Task Leave_MasterAway_ForgetsAndSaysWhoCanRemoveTheMachine()
    {
        var master = await TestMaster.StartAsync();
        await _owner.JoinAndStopAsync(master, OneSlot);
        await master.DisposeAsync();

        var (code, _, error) = await _owner.AskAsync("leave");

        Assert.Equal(0, code);
        Assert.Contains("can remove the machine there", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["state/token"]));
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("finish")]
    [InlineData("status")]
    [InlineData("leave")]
    public async Task Any_NotJoined_SaysHowToJoin(string command)
    {
        var (code, _, error) = await _owner.AskAsync(command);

        Assert.Equal(78, code);
        Assert.Contains("byob join", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0m")]
    [InlineData("40d")]
    [InlineData("1m2h")]
    [InlineData("-1h")]
    public async Task Pause_NoSpan_IsRefusedWithExamples(string span)
    {
        await using var master = await TestMaster.StartAsync();
        await _owner.JoinAndStopAsync(master, OneSlot);

        var (code, _, error) = await _owner.AskAsync($"pause -- {span}");

        Assert.Equal(78, code);
        Assert.Contains("2h30m", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["state/wish.json"]));
    }

    [Theory]
    [InlineData("90s", 1.5)]
    [InlineData("30m", 30)]
    [InlineData("1h", 60)]
    [InlineData("2H30M", 150)]
    [InlineData("1d 1h", 1500)]
    public void Span_AsTyped_IsRead(string typed, double minutes)
    {
        Assert.True(Spans.TryParse(typed, out var span));
        Assert.Equal(minutes, span.TotalMinutes, precision: 6);
    }

    private static (int Code, string Out) Head((int Code, string Out, string Error) answer) => (answer.Code, answer.Out.Trim());
}
