namespace Byob.Shared.Counting.Tables;

/// <summary>What <see cref="WordSort"/> needs beside the words. It is kept from one sort to the next: memory new to the process is slow to touch.</summary>
internal sealed class WordSortMemory
{
    /// <summary>A prefix and a number, twice.</summary>
    public const int BytesPerWord = 2 * (sizeof(ulong) + sizeof(int));

    private PinnedArray<ulong> _prefixes = new(2);
    private PinnedArray<int> _numbers = new(2);
    private int _words = 1;

    public Span<ulong> Prefixes => _prefixes.Span[.._words];

    public Span<int> Numbers => _numbers.Span[.._words];

    public Span<ulong> OtherPrefixes => _prefixes.Span[_words..];

    public Span<int> OtherNumbers => _numbers.Span[_words..];

    public long MemoryBytes => _prefixes.MemoryBytes + _numbers.MemoryBytes;

    public void MakeRoom(int words)
    {
        if (words <= _words)
            return;
        Free();
        // Chunks are about alike: with some more room, the next few need no more.
        var room = checked((int)Math.Min(Array.MaxLength / 2, words + (words / 8L)));
        (_prefixes, _numbers) = (new PinnedArray<ulong>(2 * room), new PinnedArray<int>(2 * room));
        _words = room;
    }

    /// <summary>Gives the memory back at once.</summary>
    public void Free()
    {
        var (prefixes, numbers) = (_prefixes, _numbers);
        (_prefixes, _numbers, _words) = (new PinnedArray<ulong>(2), new PinnedArray<int>(2), 1);
        prefixes.Free();
        numbers.Free();
    }
}
