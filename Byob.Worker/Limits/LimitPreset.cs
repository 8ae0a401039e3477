namespace Byob.Worker.Limits;

/// <summary>How much of a machine its owner lends, in one word. What each stands for: <see cref="LimitPresets"/>.</summary>
public enum LimitPreset
{
    /// <summary>Nobody at the machine notices the worker. What a machine starts with.</summary>
    Quiet,

    /// <summary>Most of the machine, behind everything else that runs on it.</summary>
    Balanced,

    /// <summary>All of the machine.</summary>
    Full,
}
