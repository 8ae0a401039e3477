namespace Byob.Worker.Limits.Machine;

/// <summary>A machine that tells nothing.</summary>
internal sealed class NoSenses : IMachineSenses
{
    public bool TellsLoad => false;

    public bool? OnBattery() => null;

    public double? Celsius() => null;

    public double? OthersShare() => null;

    public TimeSpan? Untouched() => null;
}
