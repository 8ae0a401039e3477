using Byob.Worker.Limits.Machine;
using Byob.Worker.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace Byob.Worker.Tests.Limits;

/// <summary>Against folders that look like those of Linux.</summary>
public sealed class LinuxSensesTests : IDisposable
{
    private readonly TempFolder _root = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private readonly ToldIdle _session = new();
    private readonly LinuxSenses _senses;

    public LinuxSensesTests() => _senses = new LinuxSenses(_root[""], _session, _time);

    public void Dispose() => _root.Dispose();

    [Fact]
    public void EmptyMachine_TellsNothing()
    {
        Assert.Null(_senses.OnBattery());
        Assert.Null(_senses.Celsius());
        Assert.Null(_senses.OthersShare());
        Assert.Null(_senses.Untouched());
    }

    [Theory]
    [InlineData("1", "Charging", false)]
    [InlineData("1", "Discharging", false)]
    [InlineData("0", "Discharging", true)]
    [InlineData("0", "Full", false)]
    public void Laptop_OnBattery_IsTold(string online, string status, bool expected)
    {
        Supply("AC", "Mains", ("online", online));
        Supply("BAT0", "Battery", ("status", status));

        Assert.Equal(expected, _senses.OnBattery());
    }

    [Fact]
    public void Desktop_BatteryOfTheMouse_IsNoBattery()
    {
        Supply("hidpp_battery_0", "Battery", ("status", "Discharging"), ("scope", "Device"));

        Assert.False(_senses.OnBattery());
    }

    [Fact]
    public void Heat_ProcessorsSensor_GoesBeforeZones()
    {
        Write("sys/class/hwmon/hwmon0/name", "nvme");
        Write("sys/class/hwmon/hwmon0/temp1_input", "95000");
        Write("sys/class/thermal/thermal_zone0/type", "acpitz");
        Write("sys/class/thermal/thermal_zone0/temp", "27800");
        Assert.Equal(27.8, _senses.Celsius());

        Write("sys/class/thermal/thermal_zone1/type", "x86_pkg_temp");
        Write("sys/class/thermal/thermal_zone1/temp", "61000");
        Assert.Equal(61, _senses.Celsius());

        Write("sys/class/hwmon/hwmon1/name", "coretemp");
        Write("sys/class/hwmon/hwmon1/temp1_input", "70000");
        Write("sys/class/hwmon/hwmon1/temp2_input", "72500");
        Write("sys/class/hwmon/hwmon1/temp3_input", "nonsense");
        Write("sys/class/hwmon/hwmon1/temp4_input", "255000");
        Assert.Equal(72.5, _senses.Celsius());
    }

    [Fact]
    public void Load_OfOthers_IsAllLessOwn()
    {
        var own = TimeSpan.Zero;
        var load = new OthersLoad(_root["stat"], _time, () => own);
        // Two processors: busy 10 of 20 seconds between the looks, 4 of which are this process's.
        File.WriteAllText(_root["stat"], "cpu  100 0 100 1000 50 0 0 0 0 0\ncpu0 50 0 50 500 25 0 0 0 0 0\ncpu1 50 0 50 500 25 0 0 0 0 0\nintr 1\n");
        Assert.Null(load.Share());
        File.WriteAllText(_root["stat"], "cpu  600 300 250 2000 90 30 20 0 500 0\ncpu0 1\ncpu1 1\nintr 1\n");
        own = TimeSpan.FromSeconds(4);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(0.3, load.Share()!.Value, 6);
    }

    [Fact]
    public void Untouched_TheLatestOfTerminalsAndSession_IsTold()
    {
        Write("dev/pts/0", "");
        Write("dev/pts/ptmx", "");
        File.SetLastAccessTimeUtc(_root["dev/pts/0"], _time.GetUtcNow().UtcDateTime.AddMinutes(-7));
        File.SetLastAccessTimeUtc(_root["dev/pts/ptmx"], _time.GetUtcNow().UtcDateTime);
        Assert.Equal(TimeSpan.FromMinutes(7), _senses.Untouched());

        _session.Told = TimeSpan.FromMinutes(2);
        Assert.Equal(TimeSpan.FromMinutes(2), _senses.Untouched());

        _session.Told = TimeSpan.FromMinutes(9);
        Assert.Equal(TimeSpan.FromMinutes(7), _senses.Untouched());
    }

    [Theory]
    [InlineData("IdleHint=no\nIdleSinceHint=1790000000000000\n", 0)]
    [InlineData("IdleHint=yes\nIdleSinceHint=1795607940000000\n", 60)]
    [InlineData("IdleHint=yes\nIdleSinceHint=0\n", null)]
    [InlineData("Failed to connect", null)]
    public void Logind_Answer_IsUnderstood(string answer, int? idleSeconds)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_795_608_000);

        Assert.Equal(idleSeconds, (now - LogindIdle.IdleSince(answer, now))?.TotalSeconds);
    }

    [Theory]
    [InlineData("Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t80%; discharging", true)]
    [InlineData("Now drawing from 'AC Power'\n", false)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Mac_PowerAnswer_IsUnderstood(string? answer, bool? expected) => Assert.Equal(expected, MacSenses.IsOnBattery(answer));

    [Fact]
    public void Mac_IdleAnswer_IsUnderstood()
    {
        Assert.Equal(TimeSpan.FromSeconds(2.5), MacSenses.IdleTime("    | |   \"HIDIdleTime\" = 2500000000\n"));
        Assert.Null(MacSenses.IdleTime("nothing"));
    }

    private void Supply(string name, string type, params (string File, string Value)[] values)
    {
        Write($"sys/class/power_supply/{name}/type", type + "\n");
        foreach (var (file, value) in values)
            Write($"sys/class/power_supply/{name}/{file}", value + "\n");
    }

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
        File.WriteAllText(_root[path], content);
    }

    private sealed class ToldIdle : IIdleTeller
    {
        public TimeSpan? Told { get; set; }

        public TimeSpan? Idle() => Told;
    }
}
