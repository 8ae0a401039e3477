using Byob.Worker.Limits.Rules;

namespace Byob.Worker.Limits;

/// <summary>Watches the machine by the owner's limits, and holds the worker while one of them says so.</summary>
internal sealed class LimitWarden(HoldBoard holds, IReadOnlyList<ILimitRule> rules, LimitsInForce first, TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

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
            if (rule.Judge(limits) is { } hold)
                holds.Put(hold);
            else
                holds.Lift(rule.Cause);
        }
    }
}
