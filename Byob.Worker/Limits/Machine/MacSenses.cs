using System.Globalization;
using System.Text.RegularExpressions;

namespace Byob.Worker.Limits.Machine;

/// <summary>Asks macOS through its own tools. It shows neither heat nor the load of others to programs without rights.</summary>
internal sealed partial class MacSenses(TimeProvider time) : IMachineSenses
{
    private static readonly TimeSpan s_asksEvery = TimeSpan.FromSeconds(15);

    private DateTimeOffset _nextAsk;
    private bool? _onBattery;
    private DateTimeOffset? _touched;

    public bool TellsLoad => false;

    public bool? OnBattery()
    {
        Look();
        return _onBattery;
    }

    public double? Celsius() => null;

    public double? OthersShare() => null;

    public TimeSpan? Untouched()
    {
        Look();
        return time.GetUtcNow() - _touched;
    }

    /// <summary>Of the answer of <c>pmset -g batt</c>.</summary>
    internal static bool? IsOnBattery(string? answer) => answer switch
    {
        null => null,
        _ when answer.Contains("'Battery Power'", StringComparison.Ordinal) => true,
        _ when answer.Contains("'AC Power'", StringComparison.Ordinal) => false,
        _ => null,
    };

    /// <summary>Of the answer of <c>ioreg -c IOHIDSystem</c>, which says it in nanoseconds.</summary>
    internal static TimeSpan? IdleTime(string? answer) =>
        answer is not null && HidIdleTime().Match(answer) is { Success: true } found && long.TryParse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var nanoseconds)
            ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick)
            : null;

    private void Look()
    {
        var now = time.GetUtcNow();
        if (now < _nextAsk)
            return;
        _nextAsk = now + s_asksEvery;
        _onBattery = IsOnBattery(SystemTool.Ask("pmset", "-g", "batt"));
        _touched = now - IdleTime(SystemTool.Ask("ioreg", "-c", "IOHIDSystem", "-d", "4"));
    }

    [GeneratedRegex("\"HIDIdleTime\" = ([0-9]+)")]
    private static partial Regex HidIdleTime();
}
