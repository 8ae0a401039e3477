using System.Threading.Channels;

namespace Byob.Worker.Tests.Doubles;

/// <summary>What came in, one after the other; a test waits for the next one, but not for ever.</summary>
internal sealed class Recorded<T>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Channel<T> _items = Channel.CreateUnbounded<T>();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(T item)
    {
        Interlocked.Increment(ref _count);
        _items.Writer.TryWrite(item);
    }

    public Task<T> NextAsync() => _items.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(s_patience);

    public async Task<T> NextAsync(Func<T, bool> wanted)
    {
        while (true)
        {
            if (await NextAsync() is var item && wanted(item))
                return item;
        }
    }
}
