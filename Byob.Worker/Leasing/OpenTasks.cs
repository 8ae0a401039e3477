using System.Collections.Concurrent;

namespace Byob.Worker.Leasing;

/// <summary>Knows the tasks that were started and have not ended, so that nothing outlives its engine. The tasks handle their own faults.</summary>
internal sealed class OpenTasks
{
    private readonly ConcurrentDictionary<Task, byte> _tasks = new();

    public Task Add(Task task)
    {
        _tasks.TryAdd(task, 0);
        _ = task.ContinueWith(ended => _tasks.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }

    public async Task AllEnded()
    {
        while (!_tasks.IsEmpty)
            await Task.WhenAll(_tasks.Keys);
    }
}
