using Byob.Worker.Limits.Rules;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Limits;

/// <summary>Watches the machine by the owner's limits, and holds the worker while one of them says so.</summary>
internal sealed partial class LimitWarden(HoldBoard holds, IReadOnlyList<ILimitRule> rules, LimitsInForce first, TimeProvider time, ILogger<LimitWarden> logger)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly HashSet<HoldCause> _blind = [];
    private volatile LimitsInForce _limits = first;

    /// <summary>From the next look on these limits are watched.</summary>
    public void Change(LimitsInForce limits) => _limits = limits;

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        do
            Look();
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Judges once. Called before a worker joins, so that it does not begin with what it may not, and then by <see cref="RunAsync"/> alone.</summary>
    public void Look()
    {
        var limits = _limits;
        foreach (var rule in rules)
        {
            try
            {
                if (rule.Judge(limits) is { } hold)
                    holds.Put(hold);
                else
                    holds.Lift(rule.Cause);
                _blind.Remove(rule.Cause);
            }
            catch (Exception e)
            {
                // What the machine does not tell now it may tell in a second; until then all stays as it was.
                if (_blind.Add(rule.Cause))
                    NotSeen(e, rule.Cause);
            }
        }
    }

    [LoggerMessage(7301, LogLevel.Warning, "Whether the limit for {Cause} holds could not be seen; it is looked at again")]
    private partial void NotSeen(Exception e, HoldCause cause);
}
