namespace Byob.Worker.Limits.Machine;

/// <summary>What the machine tells of itself. Null is always: it cannot be told here. One caller at a time, but for <see cref="Celsius"/>.</summary>
internal interface IMachineSenses
{
    /// <summary>Whether the machine runs on its battery.</summary>
    bool? OnBattery();

    /// <summary>The hottest part of the processor, in degrees Celsius.</summary>
    double? Celsius();

    /// <summary>Whether <see cref="OthersShare"/> can be told, after its first call.</summary>
    bool TellsLoad { get; }

    /// <summary>Share of all processors, 0 to 1, that other processes used since the last call.</summary>
    double? OthersShare();

    /// <summary>How long ago somebody used keyboard, mouse or terminal.</summary>
    TimeSpan? Untouched();
}
