using Byob.Worker.Limits.Machine;

namespace Byob.Worker.Limits.Rules;

/// <summary>On its battery a machine counts only if its owner wants that.</summary>
internal sealed class BatteryRule(IMachineSenses senses) : ILimitRule
{
    public HoldCause Cause => HoldCause.Battery;

    public Hold? Judge(LimitsInForce limits) =>
        limits.Values.NotOnBattery == true && senses.OnBattery() == true ? new Hold(Cause, "The machine runs on its battery.") : null;
}
