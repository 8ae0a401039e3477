using System.Runtime.CompilerServices;
using Byob.Shared.Counting;

namespace Byob.Web.Results;

/// <summary>Words with counts in memory, given back most frequent first, ties in the order they came in.</summary>
internal sealed class WordBatch
{
    private byte[] _bytes = new byte[1 << 16];
    private Entry[] _entries = new Entry[1 << 10];
    private int _used;
    private int _count;

    public bool IsEmpty => _count == 0;

    /// <summary>Whether another word fits without more memory than <paramref name="limit"/>. A word too long for it is taken alone.</summary>
    public bool HasRoom(int wordLength, long limit) =>
        _used + (long)wordLength + (_count + 1L) * Unsafe.SizeOf<Entry>() <= limit;

    public void Add(ReadOnlySpan<byte> word, long count)
    {
        if (word.Length > _bytes.Length - _used)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_used + (long)word.Length, _bytes.Length * 2L)));
        if (_count == _entries.Length)
            Array.Resize(ref _entries, _count * 2);
        word.CopyTo(_bytes.AsSpan(_used));
        _entries[_count++] = new Entry(count, _used, word.Length);
        _used += word.Length;
    }

    public void WriteTo(IWordSink sink)
    {
        var entries = _entries.AsSpan(0, _count);
        entries.Sort();
        foreach (var entry in entries)
            sink.Add(_bytes.AsSpan(entry.Offset, entry.Length), entry.Count);
    }

    public void Clear()
    {
        _used = 0;
        _count = 0;
    }

    /// <param name="Offset">Where the word lies; it rises in the order the words came in, so it breaks ties.</param>
    private readonly record struct Entry(long Count, int Offset, int Length) : IComparable<Entry>
    {
        public int CompareTo(Entry other)
        {
            var byCount = other.Count.CompareTo(Count);
            return byCount != 0 ? byCount : Offset.CompareTo(other.Offset);
        }
    }
}
