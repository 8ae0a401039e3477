using Byob.Shared.Hubs;

namespace Byob.Worker.Connection;

/// <summary>Holds how much the worker takes at once by its owner's wish, and says when the wish changes. For use by several threads.</summary>
internal sealed class CapacityWish(WorkerCapacity configured)
{
    private readonly Lock _lock = new();
    private Wish _now = new(configured, null, null);
    private WorkerCapacity _toJoin = configured;
    private TaskCompletionSource _changed = New();

    /// <summary>What to join with: nobody joins with nothing, so a worker that is held joins with what it took before and then says that it is held.</summary>
    public WorkerCapacity ToJoin
    {
        get
        {
            lock (_lock)
                return _toJoin;
        }
    }

    /// <summary>The wish in force, and a task that completes when there is a newer one.</summary>
    public (Wish Now, Task Changed) Watch()
    {
        lock (_lock)
            return (_now, _changed.Task);
    }

    public void Set(Wish wish)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _now = wish;
            if (wish.Capacity.Slots > 0)
                _toJoin = wish.Capacity;
            changed = _changed;
            _changed = New();
        }

        changed.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="Reason">Null when there is nothing to say.</param>
    /// <param name="Until">When the wish will be another; null when that is not known.</param>
    public sealed record Wish(WorkerCapacity Capacity, string? Reason, DateTimeOffset? Until);
}
