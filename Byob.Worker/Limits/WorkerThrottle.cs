namespace Byob.Worker.Limits;

/// <summary>What slows a worker down to its owner's limits; each part may be changed while it works, and limits nothing at first.</summary>
public sealed class WorkerThrottle(TimeProvider time)
{
    private volatile WorkPriority _priority = WorkPriority.Normal;

    /// <summary>Asked by whoever counts, before each piece.</summary>
    public CpuPace Cpu { get; } = new(time);

    /// <summary>Ranges, as they travel.</summary>
    public BytePace Down { get; } = new(time);

    /// <summary>Partials.</summary>
    public BytePace Up { get; } = new(time);

    /// <summary>Of the threads that count.</summary>
    public WorkPriority Priority
    {
        get => _priority;
        set => _priority = value;
    }
}
