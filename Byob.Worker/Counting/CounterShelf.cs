using Byob.Shared.Counting;

namespace Byob.Worker.Counting;

/// <summary>
/// Keeps used counters for the next chunk: memory that is new to the process is slow to touch. Holds counters of one kind only, those of the
/// job that is being counted. For use by several threads.
/// </summary>
internal sealed class CounterShelf
{
    /// <summary>One rich chunk must not hold its memory for ever.</summary>
    private const long MostKeptBytes = 512L << 20;

    private readonly Lock _lock = new();
    private readonly Stack<WordCounter> _counters = [];
    private CountOptions? _options;

    public WordCounter Take(CountOptions options)
    {
        lock (_lock)
        {
            if (_options != options)
            {
                Clear_NeedsLock();
                _options = options;
            }

            if (_counters.TryPop(out var counter))
                return counter;
        }

        return new WordCounter(options);
    }

    /// <param name="memoryBytes">A slot's share: a counter that holds more is let go.</param>
    public void Return(WordCounter counter, CountOptions options, long memoryBytes)
    {
        counter.Reset();
        lock (_lock)
        {
            if (_options == options && counter.MemoryBytes <= Math.Min(memoryBytes, MostKeptBytes))
                _counters.Push(counter);
            else
                counter.Free();
        }
    }

    /// <summary>Lets all go.</summary>
    public void Clear()
    {
        lock (_lock)
            Clear_NeedsLock();
    }

    private void Clear_NeedsLock()
    {
        while (_counters.TryPop(out var counter))
            counter.Free();
    }
}
