using Byob.Worker.Autostart;
using Byob.Worker.Autostart.Systemd;
using Byob.Worker.Limits;
using Byob.Worker.Settings;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Autostart;

public sealed class SystemdAutostartTests : IDisposable
{
    private const string UserUnit = "/home/ada/.config/systemd/user/byob.service";
    private const string MachineUnit = "/etc/systemd/system/byob.service";

    private readonly TempFolder _root = new();
    private readonly RecordedCommands _linux = new() { Answer = line => new CommandOutcome(0, line.Contains("show-user", StringComparison.Ordinal) ? "no\n" : "", "") };

    private static CancellationToken Over => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Install_User_WritesEnablesLingersAndStarts()
    {
        await Linux().InstallAsync(Over);

        Assert.Equal(
            [
                "systemctl --user daemon-reload", "loginctl show-user ada --property=Linger --value", "loginctl enable-linger ada", "systemctl --user daemon-reload",
                "systemctl --user enable byob.service", "systemctl --user restart byob.service",
            ],
            _linux.Take());
        Assert.True(SystemdUnit.LingerIsOurs(Read(UserUnit)));
    }

    [Fact]
    public async Task Install_AgainAndUninstall_LingerIsSwitchedOffAsItWasFound()
    {
        await Linux().InstallAsync(Over);
        _linux.Answer = line => new CommandOutcome(0, line.Contains("show-user", StringComparison.Ordinal) ? "yes" : "", "");
        var again = await Linux().InstallAsync(Over);
        Assert.Contains("is as it should be", again[0], StringComparison.Ordinal);
        _linux.Take();

        Assert.True(await Linux().UninstallAsync(Over));

        Assert.Equal(
            ["systemctl --user disable --now byob.service", "systemctl --user daemon-reload", "systemctl --user reset-failed byob.service", "loginctl disable-linger ada"], _linux.Take());
        Assert.Empty(Directory.EnumerateFiles(_root.Path, "*", SearchOption.AllDirectories));
        Assert.False(await Linux().UninstallAsync(Over));
        Assert.Empty(_linux.Lines);
    }

    [Fact]
    public async Task Uninstall_LingerWasOnBefore_StaysOn()
    {
        _linux.Answer = line => new CommandOutcome(0, line.Contains("show-user", StringComparison.Ordinal) ? "yes" : "", "");
        await Linux().InstallAsync(Over);

        await Linux().UninstallAsync(Over);

        Assert.DoesNotContain(_linux.Lines, line => line.Contains("disable-linger", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Install_LingerIsRefused_SaysHow()
    {
        _linux.Answer = line => new CommandOutcome(line.StartsWith("loginctl", StringComparison.Ordinal) ? 1 : 0, "", "Access denied");

        var lines = await Linux().InstallAsync(Over);

        Assert.Contains("It starts when you log in. To have it start with the machine: sudo loginctl enable-linger ada", lines);
        Assert.False(SystemdUnit.LingerIsOurs(Read(UserUnit)));
    }

    [Fact]
    public async Task Install_LimitsChanged_WritesAnewAndStatusSaidSo()
    {
        await Linux().InstallAsync(Over);
        var changed = new WrittenLimits(LimitPreset.Full);
        Assert.True((await Linux().StatusAsync(Over)).Current);
        Assert.False((await Linux(limits: changed).StatusAsync(Over)).Current);

        var lines = await Linux(limits: changed).InstallAsync(Over);

        Assert.StartsWith("Wrote anew", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Nice=19", Read(UserUnit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uninstall_ManagerIsAway_TakesTheLinksToo()
    {
        await Linux().InstallAsync(Over);
        var wants = Directory.CreateDirectory(_root.Path + "/home/ada/.config/systemd/user/default.target.wants").FullName;
        File.CreateSymbolicLink(Path.Combine(wants, "byob.service"), UserUnit);
        _linux.Answer = _ => null;

        Assert.True(await Linux().UninstallAsync(Over));

        Assert.False(Directory.Exists(wants));
        Assert.Empty(Directory.EnumerateFiles(_root.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Machine_ProgramInAHome_IsPutElsewhereAndTakenAway()
    {
        var file = _root["byob"];
        File.WriteAllText(file, "program");
        var program = new ProgramStart("/opt/byob/byob", []) { CopiedFrom = file };
        var service = new SystemdAutostart(
            new ServiceFacts(program, SystemdUnit.SystemState, SystemdUnit.SystemUser, Facts.Limits(new()), 8, 1L << 34), true, "/etc/systemd/system", new ServiceFiles(_root["system"]), _linux);

        await service.InstallAsync(Over);
        Assert.Equal("program", File.ReadAllText(_root["system/opt/byob/byob"]));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(_root["system/opt/byob/byob"]).HasFlag(UnixFileMode.OtherExecute));
        Assert.Contains("restorecon /opt/byob/byob", _linux.Lines);
        await service.UninstallAsync(Over);

        Assert.Empty(Directory.EnumerateFiles(_root["system"], "*", SearchOption.AllDirectories));
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task Status_Running_SaysWhatTheWorkerSays()
    {
        await Linux(machine: true).InstallAsync(Over);
        _linux.Answer = _ => new CommandOutcome(0, "ActiveState=active\nUnitFileState=enabled\nStatusText=Friends: idle\nExecMainStatus=0\nResult=success\n", "");

        Assert.Equal(
            new AutostartStatus("systemd unit of this machine", MachineUnit, Installed: true, Running: true, "when the machine starts", Current: true, "Friends: idle"), await Linux(machine: true).StatusAsync(Over));
    }

    [Fact]
    public async Task Install_SystemctlMissing_SaysSoAndLeavesNothing()
    {
        _linux.Answer = _ => null;

        var fault = await Assert.ThrowsAsync<WorkerFaultException>(() => Linux().InstallAsync(Over));

        Assert.StartsWith("systemctl is not there", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root.Path));
    }

    [Theory]
    [InlineData(false, "log in as yourself")]
    [InlineData(true, "sudo")]
    public async Task Install_ManagerCannotBeReached_SaysWhatToDoAndLeavesNothing(bool machine, string mend)
    {
        _linux.Answer = _ => new CommandOutcome(1, "", "Failed to connect to bus: No medium found\n");

        var fault = await Assert.ThrowsAsync<WorkerFaultException>(() => Linux(machine).InstallAsync(Over));

        Assert.Contains("failed: Failed to connect to bus: No medium found. ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(mend, fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root.Path));
    }

    [Fact]
    public async Task Install_ProgramThatSystemdRefuses_SaysToMoveIt()
    {
        var host = Facts.Host(AutostartSystem.Linux, _root.Path, _linux, new ProgramStart("/srv/ada's/byob", []));

        var fault = await Assert.ThrowsAsync<WorkerFaultException>(() => host.Autostart(false, "/state", Facts.Limits(new())).InstallAsync(Over));

        Assert.Contains("Move it to another folder", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_linux.Lines);
    }

    private IAutostart Linux(bool machine = false, WrittenLimits? limits = null) =>
        Facts.Host(AutostartSystem.Linux, _root.Path, _linux).Autostart(machine, machine ? SystemdUnit.SystemState : "/state", Facts.Limits(limits ?? new()));

    private string Read(string path) => File.ReadAllText(_root.Path + path);
}
