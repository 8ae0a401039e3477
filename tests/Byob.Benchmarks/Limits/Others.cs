namespace Byob.Benchmarks.Limits;

/// <summary>Keeps so many threads of this process busy, as other programs on a machine would, until disposed.</summary>
internal sealed class Others : IDisposable
{
    private readonly List<Thread> _threads;
    private volatile bool _over;

    public Others(int threads)
    {
        _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Spin) { IsBackground = true })];
        _threads.ForEach(thread => thread.Start());
    }

    public void Dispose()
    {
        _over = true;
        _threads.ForEach(thread => thread.Join());
    }

    private void Spin()
    {
        while (!_over)
            Thread.SpinWait(1000);
    }
}
