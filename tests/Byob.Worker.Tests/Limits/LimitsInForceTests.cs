using Byob.Shared.Hubs;
using Byob.Worker.Limits;

namespace Byob.Worker.Tests.Limits;

public sealed class LimitsInForceTests
{
    private const long Memory = 8L << 30;

    [Theory]
    [InlineData(null, 4, WorkPriority.Idle, 2048)]
    [InlineData(LimitPreset.Quiet, 4, WorkPriority.Idle, 2048)]
    [InlineData(LimitPreset.Balanced, 7, WorkPriority.Low, 4096)]
    [InlineData(LimitPreset.Full, 8, WorkPriority.Normal, null)]
    public void Preset_NothingElseWritten_FillsAll(LimitPreset? preset, int slots, WorkPriority priority, int? memoryMiB)
    {
        var limits = Of(new WrittenLimits(preset));

        Assert.Equal((slots, priority, memoryMiB), (limits.Capacity.Slots, limits.Priority, limits.Values.MemoryMiB));
        Assert.False(limits.IsOwn);
        Assert.Equal((preset ?? LimitPreset.Quiet).ToString(), limits.ToParty().Preset);
    }

    [Fact]
    public void Preset_MachineOfOneCore_StillCounts() => Assert.All(
        Enum.GetValues<LimitPreset>(), preset => Assert.Equal(1, LimitsInForce.Of(new WrittenLimits(preset), null, 1, Memory).Capacity.Slots));

    [Fact]
    public void Written_GoesBeforeThePreset_AndSaysWhereFrom()
    {
        var limits = Of(new WrittenLimits(LimitPreset.Quiet, MemoryMiB: 300, CpuPercent: 25, NotOnBattery: false));

        Assert.Equal((300L << 20, 25, false, WorkPriority.Idle), (limits.MemoryBytes, limits.Values.CpuPercent, limits.Values.NotOnBattery, limits.Priority));
        Assert.Equal(("300 MiB", LimitSource.WorkerJson), Line(limits, "memoryMiB"));
        Assert.Equal(("25 % of the machine", LimitSource.WorkerJson), Line(limits, "cpuPercent"));
        Assert.Equal(("idle", LimitSource.Preset), Line(limits, "priority"));
        Assert.Equal(("no limit", LimitSource.Platform), Line(limits, "downMBps"));
        Assert.Equal("Own", limits.ToParty().Preset);
    }

    [Fact]
    public void CommandLine_Slots_GoBeforeTheFile()
    {
        var limits = Of(new WrittenLimits(Slots: 3), new WrittenLimits(Slots: 1));

        Assert.Equal(new WorkerCapacity(1, 1), limits.Capacity);
        Assert.Equal(("1", LimitSource.CommandLine), Line(limits, "slots"));
    }

    [Fact]
    public void CommandLine_Preset_StandsForTheWholeFile()
    {
        var limits = Of(new WrittenLimits(LimitPreset.Quiet, CpuPercent: 25), new WrittenLimits(LimitPreset.Full));

        Assert.Null(limits.Values.CpuPercent);
        Assert.Equal(("full", LimitSource.CommandLine), Line(limits, "preset"));
    }

    [Fact]
    public void System_GivesLess_IsNeverExceeded()
    {
        var limits = LimitsInForce.Of(new WrittenLimits(LimitPreset.Full, CpuPercent: 80, MemoryMiB: 2048), null, 4, Memory, (1.5, 1L << 30));

        Assert.Equal(("37 % of the machine", LimitSource.System), Line(limits, "cpuPercent"));
        Assert.Equal(("921 MiB", LimitSource.System), Line(limits, "memoryMiB"));
        Assert.Equal((37, 921L << 20), (limits.Values.CpuPercent, limits.MemoryBytes));
    }

    [Fact]
    public void System_GivesMore_ChangesNothing()
    {
        var limits = LimitsInForce.Of(new WrittenLimits(LimitPreset.Full, CpuPercent: 30, MemoryMiB: 512), null, 4, Memory, (4, 2L << 30));

        Assert.Equal((30, 512), (limits.Values.CpuPercent, limits.Values.MemoryMiB));
    }

    [Fact]
    public void ToParty_SaysBytes()
    {
        var hours = WorkHours.Parse([new("sat-sun", "all")], []);

        var party = Of(new WrittenLimits(MemoryMiB: 200, DownMBps: 1.5, UpMBps: 0.1, DiskMiB: 64, Hours: hours, OnlyWhenIdle: true, MaxCelsius: 70)).ToParty();

        Assert.Equal(
            new WorkerLimits("Own", null, "Idle", 200L << 20, 1_500_000, 100_000, 64L << 20, "sat-sun all", true, true, 70),
            party);
    }

    private static LimitsInForce Of(WrittenLimits written, WrittenLimits? started = null) => LimitsInForce.Of(written, started, 8, Memory);

    private static (string Value, LimitSource Source) Line(LimitsInForce limits, string key)
    {
        var line = limits.Lines.Single(one => one.Key == key);
        return (line.Value, line.Source);
    }
}
