using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Byob.Shared.Counting.Tables;

/// <summary>Short words with their counts, in pages that never move: growing copies nothing. Memory comes for several pages at once, so that many words lie in huge pages.</summary>
internal sealed unsafe class ShortEntries
{
    private const int PageBits = 14;
    private const int PageEntries = 1 << PageBits;

    /// <summary>6 MiB: three huge pages.</summary>
    private const int MostPagesAtOnce = 16;

    private readonly List<PinnedArray<ShortEntry>> _memory = [];
    private PinnedArray<nint> _pointers = new(64);
    private int _pages;

    public int Count { get; private set; }

    public long MemoryBytes => ((long)_pages * PageEntries * sizeof(ShortEntry)) + _pointers.MemoryBytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShortEntry* Find(int number) => (ShortEntry*)_pointers.Pointer[number >> PageBits] + (number & (PageEntries - 1));

    /// <returns>The number of the new entry.</returns>
    public int Append(Vector128<byte> word, long count)
    {
        if (Count >> PageBits == _pages)
            AddPages();
        var entry = Find(Count);
        entry->First = word.AsUInt64().ToScalar();
        entry->Second = word.AsUInt64().GetElement(1);
        entry->Count = count;
        return Count++;
    }

    /// <summary>Forgets all entries and keeps the memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Gives the memory back at once. The entries are of no further use.</summary>
    public void Free()
    {
        foreach (var memory in _memory)
            memory.Free();
        _memory.Clear();
        _pages = 0;
        Count = 0;
    }

    /// <summary>As many as there are, up to a bound.</summary>
    private void AddPages()
    {
        var added = Math.Clamp(_pages, 1, MostPagesAtOnce);
        if (_pages + added > _pointers.Length)
        {
            var more = new PinnedArray<nint>(_pointers.Length * 2);
            _pointers.Span.CopyTo(more.Span);
            _pointers = more;
        }

        var memory = new PinnedArray<ShortEntry>(added * PageEntries);
        for (var page = 0; page < added; page++)
            _pointers.Pointer[_pages + page] = (nint)(memory.Pointer + (page * PageEntries));
        _memory.Add(memory);
        _pages += added;
    }
}
