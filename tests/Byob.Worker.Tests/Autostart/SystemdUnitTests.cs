using Byob.Worker.Autostart;
using Byob.Worker.Autostart.Systemd;
using Byob.Worker.Limits;

namespace Byob.Worker.Tests.Autostart;

public sealed class SystemdUnitTests
{
    public static TheoryData<string> OddPaths =>
    [
        "/home/ada/byob", "/home/Ada Lovelace/by ob", "/srv/100%/%h/50%%", "/srv/$HOME/${X}/$$", "/srv/\"quoted\"/it's", @"/srv/back\slash\n", "/srv/new\nline\ttab\u0001", "/srv/ünï/日本/;/#",
    ];

    [Fact]
    public void ForUser_Quiet_IsTheGoldenOne() =>
        Golden.Matches("user-quiet.service", SystemdUnit.ForUser(Facts.Of(new(LimitPreset.Quiet), Facts.Development), lingerIsOurs: false));

    [Fact]
    public void ForUser_OwnLimits_IsTheGoldenOne() =>
        Golden.Matches("user-own.service", SystemdUnit.ForUser(Facts.Of(new(LimitPreset.Balanced, CpuPercent: 30, MemoryMiB: 1000), state: "/home/ada/my byob"), lingerIsOurs: true));

    [Fact]
    public void ForMachine_Full_IsTheGoldenOne() =>
        Golden.Matches("machine-full.service", SystemdUnit.ForMachine(Facts.Of(new(LimitPreset.Full), state: SystemdUnit.SystemState, user: SystemdUnit.SystemUser)));

    [Theory]
    [MemberData(nameof(OddPaths))]
    public void ExecStart_OddPaths_AreReadBackAsTheyAre(string path)
    {
        var executable = SystemdText.CanStart(path) ? path : "/usr/bin/dotnet";
        var unit = new UnitFile(SystemdUnit.ForUser(Facts.Of(new(), new ProgramStart(executable, ["exec", path + ".dll"]), path + "/state"), lingerIsOurs: false));

        Assert.Equal([executable, "exec", path + ".dll", "run", "--state", path + "/state"], unit.ExecStart);
        Assert.Equal(["-" + path + "/state"], UnitFile.Words(unit.One("Service", "ReadWritePaths")!));
    }

    [Fact]
    public void Limits_OfThePreset_TheWorkerSeesTheMachineAndNotItsOwnShare()
    {
        var unit = new UnitFile(SystemdUnit.ForUser(Facts.Of(new(LimitPreset.Quiet, CpuPercent: 25)), lingerIsOurs: false));

        Assert.Equal("200%", unit.One("Service", "CPUQuota"));
        Assert.Equal((5L << 30).ToString(System.Globalization.CultureInfo.InvariantCulture), unit.One("Service", "MemoryMax"));
        Assert.Equal("8", unit.Environment["DOTNET_PROCESSOR_COUNT"]);
        Assert.Equal(Facts.MemoryBytes, MachineMemory.Of(unit.Environment[MachineMemory.Variable]));
    }

    [Theory]
    [InlineData(WorkPriority.Idle, "19", "idle", "idle")]
    [InlineData(WorkPriority.Low, "10", "20", "best-effort")]
    [InlineData(WorkPriority.Normal, null, null, null)]
    public void Limits_Priority_IsTheSystemsOwn(WorkPriority priority, string? nice, string? weight, string? disk)
    {
        var unit = new UnitFile(SystemdUnit.ForMachine(Facts.Of(new(Priority: priority))));

        Assert.Equal(nice, unit.One("Service", "Nice"));
        Assert.Equal(weight, unit.One("Service", "CPUWeight"));
        Assert.Equal(disk, unit.One("Service", "IOSchedulingClass"));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("many", null)]
    [InlineData("-5", null)]
    [InlineData("0", null)]
    [InlineData("512", 512L << 20)]
    public void MachineMemory_Variable_IsTakenWhenItMakesSense(string? value, long? expected) => Assert.Equal(expected, MachineMemory.Of(value));
}
