namespace Byob.Worker.Connection;

/// <summary>Holds what a worker's owner wishes, and says when it changes. For use by several threads.</summary>
internal sealed class Wish<T>(T first)
{
    private readonly Lock _lock = new();
    private T _now = first;
    private TaskCompletionSource _changed = New();

    /// <summary>The wish in force, and a task that completes when there is a newer one.</summary>
    public (T Now, Task Changed) Watch()
    {
        lock (_lock)
            return (_now, _changed.Task);
    }

    public void Set(T wish)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _now = wish;
            changed = _changed;
            _changed = New();
        }

        changed.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
