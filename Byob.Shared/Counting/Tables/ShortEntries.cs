using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Byob.Shared.Counting.Tables;

/// <summary>Short words with their counts, in pages that never move: growing copies nothing.</summary>
internal sealed unsafe class ShortEntries
{
    private const int PageBits = 14;
    private const int PageEntries = 1 << PageBits;

    private readonly List<PinnedArray<ShortEntry>> _pages = [];
    private PinnedArray<nint> _pointers = new(64);

    public int Count { get; private set; }

    public long MemoryBytes => _pages.Count > 0 ? _pages.Count * _pages[0].MemoryBytes + _pointers.MemoryBytes : _pointers.MemoryBytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShortEntry* Find(int number) => (ShortEntry*)_pointers.Pointer[number >> PageBits] + (number & (PageEntries - 1));

    /// <returns>The number of the new entry.</returns>
    public int Append(Vector128<byte> word, long count)
    {
        if (Count >> PageBits == _pages.Count)
            AddPage();
        var entry = Find(Count);
        entry->First = word.AsUInt64().ToScalar();
        entry->Second = word.AsUInt64().GetElement(1);
        entry->Count = count;
        return Count++;
    }

    /// <summary>Forgets all entries and keeps the memory.</summary>
    public void Clear() => Count = 0;

    private void AddPage()
    {
        if (_pages.Count == _pointers.Length)
        {
            var more = new PinnedArray<nint>(_pointers.Length * 2);
            new Span<nint>(_pointers.Pointer, _pages.Count).CopyTo(new Span<nint>(more.Pointer, more.Length));
            _pointers = more;
        }

        var page = new PinnedArray<ShortEntry>(PageEntries);
        _pointers.Pointer[_pages.Count] = (nint)page.Pointer;
        _pages.Add(page);
    }
}
