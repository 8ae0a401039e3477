namespace Byob.Worker.Counting;

/// <summary>
/// Runs counting on a thread of its own. Counting never yields, so it must not sit on the pool's threads: hub and heartbeats (and, in the
/// master's own process, its pages) live there.
/// </summary>
internal static class CountThread
{
    public static Task<T> RunAsync<T>(Func<T> count)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(count());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = "byob count",
            Priority = ThreadPriority.BelowNormal,
        };
        thread.Start();
        return done.Task;
    }
}
