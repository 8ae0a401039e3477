namespace Byob.Worker.Limits.Rules;

/// <summary>Judges whether one of the owner's limits holds the worker now. One caller.</summary>
internal interface ILimitRule
{
    HoldCause Cause { get; }

    /// <summary>The hold in force now; null for none. The same words as long as it is the same hold.</summary>
    Hold? Judge(LimitsInForce limits);
}
