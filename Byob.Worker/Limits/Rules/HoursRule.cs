namespace Byob.Worker.Limits.Rules;

/// <summary>Outside its hours a worker takes nothing, and what it has not counted by their end goes back.</summary>
internal sealed class HoursRule(TimeProvider time) : ILimitRule
{
    public HoldCause Cause => HoldCause.Hours;

    public Hold? Judge(LimitsInForce limits)
    {
        if (limits.Values.Hours is not { } hours)
            return null;
        var verdict = HoursClock.At(hours, time.GetUtcNow(), time.LocalTimeZone);
        return verdict.Open ? null : new Hold(Cause, $"Outside its hours ({hours.Words}).", verdict.Until);
    }
}
