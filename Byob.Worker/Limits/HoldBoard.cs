namespace Byob.Worker.Limits;

/// <summary>All that holds a worker now, one hold a cause. A hold whose time is over is gone. For use by several threads.</summary>
public sealed class HoldBoard(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<HoldCause, Hold> _holds = [];
    private TaskCompletionSource _changed = New();

    /// <summary>Everything that holds the worker, what counts most first; empty when nothing does.</summary>
    public IReadOnlyList<Hold> All
    {
        get
        {
            lock (_lock)
                return Standing_NeedsLock();
        }
    }

    /// <summary>Sets a hold in the place of the one with the same cause.</summary>
    public void Put(Hold hold)
    {
        ArgumentNullException.ThrowIfNull(hold);
        Change(() =>
        {
            if (_holds.TryGetValue(hold.Cause, out var before) && before == hold)
                return false;
            _holds[hold.Cause] = hold;
            return true;
        });
    }

    public void Lift(HoldCause cause) => Change(() => _holds.Remove(cause));

    /// <summary>What holds the worker now, and a task that completes when that may be another.</summary>
    internal (IReadOnlyList<Hold> Now, Task Changed) Watch()
    {
        lock (_lock)
            return (Standing_NeedsLock(), _changed.Task);
    }

    private void Change(Func<bool> change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (!change())
                return;
            changed = _changed;
            _changed = New();
        }

        changed.SetResult();
    }

    private List<Hold> Standing_NeedsLock()
    {
        var now = time.GetUtcNow();
        foreach (var over in _holds.Values.Where(hold => hold.Until <= now).ToList())
            _holds.Remove(over.Cause);
        return [.. _holds.Values];
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
