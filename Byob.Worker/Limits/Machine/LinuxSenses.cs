using System.Globalization;

namespace Byob.Worker.Limits.Machine;

/// <summary>Reads what Linux shows of the machine in <c>/sys</c>, <c>/proc</c> and <c>/dev</c>.</summary>
/// <param name="root">Where these are; <c>/</c> on a real machine.</param>
/// <param name="untouched">How long the log-in service has seen nobody; null when it does not tell.</param>
internal sealed class LinuxSenses(string root, IIdleTeller untouched, TimeProvider time) : IMachineSenses
{
    /// <summary>Drivers of sensors inside processors; others measure disks, boards and what is not connected.</summary>
    private static readonly string[] s_processorSensors = ["coretemp", "k10temp", "zenpower", "cpu_thermal", "cpu", "soc_thermal"];

    private static readonly string[] s_processorZones = ["cpu", "pkg", "soc", "core"];

    private readonly OthersLoad _load = new(Path.Combine(root, "proc/stat"), time);

    public bool TellsLoad => File.Exists(Path.Combine(root, "proc/stat"));

    public bool? OnBattery()
    {
        var supplies = Path.Combine(root, "sys/class/power_supply");
        if (!Directory.Exists(supplies))
            return null;

        var discharging = false;
        foreach (var supply in Directory.EnumerateDirectories(supplies))
        {
            var type = Read(supply, "type");
            // A mouse has a battery too.
            if (Read(supply, "scope") == "Device")
                continue;
            if (type is "Mains" or "USB" or "Wireless" && Read(supply, "online") == "1")
                return false;
            discharging |= type == "Battery" && Read(supply, "status") == "Discharging";
        }

        return discharging;
    }

    public double? Celsius()
    {
        var hottest = Hottest(Sensors());
        return hottest ?? Hottest(Zones(kind => s_processorZones.Any(part => kind.Contains(part, StringComparison.OrdinalIgnoreCase)))) ?? Hottest(Zones(_ => true));
    }

    public double? OthersShare() => _load.Share();

    public TimeSpan? Untouched()
    {
        var terminal = Terminals().Select(path => time.GetUtcNow() - File.GetLastAccessTimeUtc(path)).Cast<TimeSpan?>().Min();
        var session = untouched.Idle();
        return terminal is { } typed && session is { } used ? (typed < used ? typed : used) : terminal ?? session;
    }

    /// <summary>Terminals note when they were read from: that is typing.</summary>
    private IEnumerable<string> Terminals()
    {
        var devices = Path.Combine(root, "dev");
        var remote = Path.Combine(devices, "pts");
        var typed = Directory.Exists(remote) ? Directory.EnumerateFiles(remote).Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])) : [];
        var consoles = Directory.Exists(devices) ? Directory.EnumerateFiles(devices, "tty?").Where(path => path[^1] is >= '1' and <= '9') : [];
        return typed.Concat(consoles);
    }

    private IEnumerable<string> Sensors()
    {
        var chips = Path.Combine(root, "sys/class/hwmon");
        return Directory.Exists(chips)
            ? Directory.EnumerateDirectories(chips)
                .Where(chip => s_processorSensors.Contains(Read(chip, "name")))
                .SelectMany(chip => Directory.EnumerateFiles(chip, "temp*_input"))
            : [];
    }

    private IEnumerable<string> Zones(Func<string, bool> isMeant)
    {
        var zones = Path.Combine(root, "sys/class/thermal");
        return Directory.Exists(zones)
            ? Directory.EnumerateDirectories(zones, "thermal_zone*").Where(zone => isMeant(Read(zone, "type") ?? "")).Select(zone => Path.Combine(zone, "temp"))
            : [];
    }

    /// <summary>Of files with thousandths of a degree; what no processor can be is no measurement.</summary>
    private static double? Hottest(IEnumerable<string> files) => files
        .Select(file => double.TryParse(Read(Path.GetDirectoryName(file)!, Path.GetFileName(file)), CultureInfo.InvariantCulture, out var milli) ? milli / 1000 : (double?)null)
        .Where(celsius => celsius is > 1 and < 150)
        .Max();

    private static string? Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
