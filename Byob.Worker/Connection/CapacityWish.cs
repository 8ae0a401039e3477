using Byob.Shared.Hubs;

namespace Byob.Worker.Connection;

/// <summary>Holds how much the worker takes at once by its owner's wish, and says when the wish changes. For use by several threads.</summary>
internal sealed class CapacityWish(WorkerCapacity configured)
{
    private readonly Wish<Take> _wish = new(new Take(configured, null, null));
    private volatile WorkerCapacity _toJoin = configured;

    /// <summary>What to join with: nobody joins with nothing, so a worker that is held joins with what it took before and then says that it is held.</summary>
    public WorkerCapacity ToJoin => _toJoin;

    /// <summary>The wish in force, and a task that completes when there is a newer one.</summary>
    public (Take Now, Task Changed) Watch() => _wish.Watch();

    public void Set(Take wish)
    {
        if (wish.Capacity.Slots > 0)
            _toJoin = wish.Capacity;
        _wish.Set(wish);
    }

    /// <param name="Reason">Null when there is nothing to say.</param>
    /// <param name="Until">When the wish will be another; null when that is not known.</param>
    public sealed record Take(WorkerCapacity Capacity, string? Reason, DateTimeOffset? Until);
}
