namespace Byob.Simulation;

/// <summary>A clock that jumps from event to event. Events at the same moment happen in the order in which they were planned.</summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (long Ticks, long Order)> _events = new();
    private long _order;

    public static DateTimeOffset Epoch { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Since the beginning.</summary>
    public TimeSpan Elapsed { get; private set; }

    public DateTimeOffset Now => Epoch + Elapsed;

    public void After(TimeSpan delay, Action happens) => _events.Enqueue(happens, ((Elapsed + delay).Ticks, _order++));

    /// <summary>Lets the next event happen. False when there is none.</summary>
    public bool Next()
    {
        if (!_events.TryDequeue(out var happens, out var at))
            return false;
        Elapsed = TimeSpan.FromTicks(at.Ticks);
        happens();
        return true;
    }
}
