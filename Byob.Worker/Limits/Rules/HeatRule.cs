using Byob.Worker.Limits.Machine;

namespace Byob.Worker.Limits.Rules;

/// <summary>A machine that is too hot rests until it is clearly cooler.</summary>
internal sealed class HeatRule(IMachineSenses senses) : ILimitRule
{
    /// <summary>Without it the worker would go on and off with every breath of the fan.</summary>
    private const double CoolerBy = 5;

    private Hold? _hold;

    public HoldCause Cause => HoldCause.Heat;

    public Hold? Judge(LimitsInForce limits)
    {
        if (limits.Values.MaxCelsius is not { } most || senses.Celsius() is not { } celsius || celsius <= most - CoolerBy)
            return _hold = null;
        if (celsius > most || _hold is not null)
            _hold ??= new Hold(Cause, $"The machine is hotter than {most:0.#} °C; it goes on below {most - CoolerBy:0.#} °C.");
        return _hold;
    }
}
