using System.Globalization;

namespace Byob.Worker.Limits.Machine;

/// <summary>Asks systemd's log-in service how long its sessions have been idle: desktops tell it of keyboard and mouse.</summary>
internal sealed class LogindIdle(TimeProvider time) : IIdleTeller
{
    private const int MicrosecondTicks = 10;

    /// <summary>Asking takes a process, so an answer stands for a while, and a machine without an answer is left alone for longer.</summary>
    private static readonly TimeSpan s_asksEvery = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan s_noAnswer = TimeSpan.FromMinutes(10);

    private DateTimeOffset _nextAsk;
    private DateTimeOffset? _idleSince;

    public TimeSpan? Idle()
    {
        var now = time.GetUtcNow();
        if (now >= _nextAsk)
        {
            var answer = SystemTool.Ask("loginctl", "show", "--property=IdleHint", "--property=IdleSinceHint");
            _idleSince = answer is null ? null : IdleSince(answer, now);
            _nextAsk = now + (answer is null ? s_noAnswer : s_asksEvery);
        }

        return _idleSince is { } since ? now - since : null;
    }

    /// <summary>Since when all sessions are idle; now when one is not; null when the answer says nothing.</summary>
    internal static DateTimeOffset? IdleSince(string answer, DateTimeOffset now)
    {
        var values = answer.Split('\n', StringSplitOptions.TrimEntries)
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        if (values.GetValueOrDefault("IdleHint") is not { } hint)
            return null;
        if (hint != "yes")
            return now;
        return long.TryParse(values.GetValueOrDefault("IdleSinceHint"), CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? DateTimeOffset.UnixEpoch.AddTicks(microseconds * MicrosecondTicks)
            : null;
    }
}
