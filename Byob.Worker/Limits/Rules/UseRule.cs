using Byob.Worker.Limits.Machine;

namespace Byob.Worker.Limits.Rules;

/// <summary>While somebody, or another program, uses the machine, the worker keeps away; and for a while after that.</summary>
internal sealed class UseRule(IMachineSenses senses, TimeProvider time) : ILimitRule
{
    /// <summary>Somebody who has touched nothing for so long is away.</summary>
    private static readonly TimeSpan s_away = TimeSpan.FromMinutes(3);

    /// <summary>The load of others is taken over so long: a moment's work is no use of the machine.</summary>
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);

    /// <summary>Others have to be quiet for so long.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);

    /// <summary>Of all processors: more is use, and less than the other is none.</summary>
    private const double Busy = 0.25;

    private const double Quiet = 0.10;

    private long _lookedAt = time.GetTimestamp();
    private long? _busyAt;

    public HoldCause Cause => HoldCause.InUse;

    public Hold? Judge(LimitsInForce limits)
    {
        if (limits.Values.OnlyWhenIdle != true)
        {
            _busyAt = null;
            return null;
        }

        if (senses.Untouched() < s_away)
            return new Hold(Cause, $"Somebody uses the machine; it goes on when keyboard and mouse have rested for {s_away.TotalMinutes:0} minutes.");
        return IsLoaded() ? new Hold(Cause, "Other programs use the machine's processors; it goes on when they have been quiet for a minute.") : null;
    }

    private bool IsLoaded()
    {
        if (time.GetElapsedTime(_lookedAt) >= s_window)
        {
            _lookedAt = time.GetTimestamp();
            var share = senses.OthersShare();
            if (share >= Busy || (share >= Quiet && _busyAt is not null))
                _busyAt = _lookedAt;
        }

        if (_busyAt is { } busyAt && time.GetElapsedTime(busyAt) >= s_quiet)
            _busyAt = null;
        return _busyAt is not null;
    }
}
