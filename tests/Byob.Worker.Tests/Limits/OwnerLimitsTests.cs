using Byob.Shared.Hubs;
using Byob.Worker.Limits;
using Byob.Worker.Limits.Machine;
using Byob.Worker.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;

namespace Byob.Worker.Tests.Limits;

/// <summary>Limits on a real engine with a real master, on a machine whose battery and heat are files of the test.</summary>
public sealed class OwnerLimitsTests : IDisposable
{
    private static readonly WorkerCapacity s_nothing = new(0, 0);

    private readonly TempFolder _root = new();
    private readonly WorkerThrottle _throttle = new(TimeProvider.System);

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Battery_PulledAndPutBack_HoldsAndLifts()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = await JoinAsync(master);
        Write("sys/class/power_supply/BAT0/type", "Battery");
        Write("sys/class/power_supply/BAT0/status", "Full");
        await using var keeping = Keep(worker, new WrittenLimits(LimitPreset.Full, Slots: 2, NotOnBattery: true));

        Write("sys/class/power_supply/BAT0/status", "Discharging");
        Assert.Equal((s_nothing, "The machine runs on its battery.", null), await master.CapacityChanges.NextAsync());
        Assert.Equal("The machine runs on its battery.", worker.Engine.Status.HeldBecause);
        Write("sys/class/power_supply/BAT0/status", "Charging");

        Assert.Equal(new WorkerCapacity(2, 1), (await master.CapacityChanges.NextAsync()).Capacity);
    }

    [Fact]
    public async Task Heat_OverTheLimit_GivesBackWhatIsCounted()
    {
        var text = Texts.Make(200_000);
        await using var master = await TestMaster.StartAsync(text);
        var gate = new TaskCompletionSource();
        master.OnRange = async _ =>
        {
            await gate.Task;
            return false;
        };
        await using var worker = await JoinAsync(master);
        await master.AssignAsync(Texts.All(text));
        Write("sys/class/thermal/thermal_zone0/type", "x86_pkg_temp");
        Write("sys/class/thermal/thermal_zone0/temp", "91000");

        await using var keeping = Keep(worker, new WrittenLimits(LimitPreset.Full, MaxCelsius: 85));

        Assert.Equal(LeaseFailureKind.GivenBack, (await master.Failures.NextAsync()).Kind);
        Assert.Equal("The machine is hotter than 85 °C; it goes on below 80 °C.", (await master.CapacityChanges.NextAsync()).Reason);
        gate.SetResult();
    }

    [Fact]
    public async Task Change_WhileItWorks_IsToldAndKept()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = await JoinAsync(master);
        await using var keeping = Keep(worker, new WrittenLimits(LimitPreset.Full));

        var limits = LimitsInForce.Of(new WrittenLimits(LimitPreset.Full, Slots: 3, Prefetch: 0, CpuPercent: 40, Priority: WorkPriority.Low, DownMBps: 2, UpMBps: 1));
        await keeping.Limits.ChangeAsync(limits);

        Assert.Equal(limits.ToParty(), await master.LimitChanges.NextAsync());
        Assert.Equal(new WorkerCapacity(3, 0), (await master.CapacityChanges.NextAsync()).Capacity);
        Assert.Equal((40, 2_000_000L, 1_000_000L, WorkPriority.Low), (_throttle.Cpu.Percent, _throttle.Down.BytesPerSecond, _throttle.Up.BytesPerSecond, _throttle.Priority));
    }

    [Fact]
    public async Task Change_MasterDoesNotHearIt_IsToldAgain()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = await JoinAsync(master);
        master.FailLimitChanges = 1;

        worker.Engine.ChangeLimits(new WorkerLimits("Quiet"));

        Assert.Equal(new WorkerLimits("Quiet"), await master.LimitChanges.NextAsync());
    }

    [Fact]
    public async Task Join_WithLimits_TellsThem()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = RunningWorker.Start(master, change: options => options with { Limits = new WorkerLimits("Quiet", 50) });

        Assert.Equal(new WorkerLimits("Quiet", 50), (await master.Joins.NextAsync()).Limits);
    }

    [Fact]
    public async Task Throttled_ChunkStillCounts_AndItsBytesAreMeasured()
    {
        var text = Texts.Make(20_000);
        await using var master = await TestMaster.StartAsync(text);
        _throttle.Down.BytesPerSecond = 10_000_000;
        _throttle.Up.BytesPerSecond = 10_000_000;
        _throttle.Cpu.Percent = 90;
        _throttle.Priority = WorkPriority.Idle;
        await using var worker = await RunningWorker.JoinAsync(master, change: options => options with { Throttle = _throttle });

        await master.AssignAsync(Texts.All(text));

        var (_, partial, _) = await master.Submissions.NextAsync();
        Assert.Equal((text.Length, partial.Length), (_throttle.Down.Total, _throttle.Up.Total));
    }

    private Task<RunningWorker> JoinAsync(TestMaster master) => RunningWorker.JoinAsync(master, slots: 2, change: options => options with { Throttle = _throttle });

    private Keeping Keep(RunningWorker worker, WrittenLimits written)
    {
        var senses = new LinuxSenses(_root.Path, new Nobody(), TimeProvider.System);
        return new Keeping(new OwnerLimits(worker.Engine, _throttle, LimitsInForce.Of(written), worker.Spool, senses, new LinuxFence(null), TimeProvider.System, NullLoggerFactory.Instance));
    }

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
        File.WriteAllText(_root[path], content + "\n");
    }

    private sealed class Nobody : IIdleTeller
    {
        public TimeSpan? Idle() => null;
    }

    private sealed class Keeping : IAsyncDisposable
    {
        private readonly CancellationTokenSource _over = new();
        private readonly Task _running;

        public Keeping(OwnerLimits limits)
        {
            Limits = limits;
            _running = limits.RunAsync(_over.Token);
        }

        public OwnerLimits Limits { get; }

        public async ValueTask DisposeAsync()
        {
            await _over.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _over.Dispose();
        }
    }
}
