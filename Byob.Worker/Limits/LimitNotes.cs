using Byob.Worker.Limits.Machine;

namespace Byob.Worker.Limits;

/// <summary>Says which of the limits in force this machine cannot keep, or only in part.</summary>
internal static class LimitNotes
{
    public static IEnumerable<string> Of(LimitsInForce limits, IMachineSenses senses)
    {
        var values = limits.Values;
        // What a preset asks of a machine that does not tell is no news; what its owner wrote is.
        if (IsOwn(limits, "notOnBattery") && values.NotOnBattery == true && senses.OnBattery() is null)
            yield return "\"notOnBattery\" does nothing here: this system does not tell whether it runs on a battery.";
        if (IsOwn(limits, "maxCelsius") && senses.Celsius() is null)
            yield return "\"maxCelsius\" does nothing here: this system does not tell how hot it is.";
        if (values.OnlyWhenIdle != true)
            yield break;
        if (senses.Untouched() is null)
            yield return "\"onlyWhenIdle\" looks only at what other programs take of the processors: this system does not tell of keyboard and mouse.";
        if (!senses.TellsLoad)
            yield return "\"onlyWhenIdle\" looks only at keyboard and mouse: this system does not tell what other programs take of the processors.";
    }

    private static bool IsOwn(LimitsInForce limits, string key) => limits.Lines.Any(line => line.Key == key && line.Source != LimitSource.Preset && line.Source != LimitSource.Platform);
}
