using Byob.Shared.Counting;

namespace Byob.Shared.Partials;

/// <summary>A binary heap of readers by the word that each stands at; the smallest is on top.</summary>
internal sealed class ReaderHeap
{
    private readonly List<Place> _heap;

    public ReaderHeap(IReadOnlyList<PartialReader> readers)
    {
        _heap = new List<Place>(readers.Count);
        foreach (var reader in readers)
        {
            if (reader.Read())
                _heap.Add(new Place(BytePrefix.Of(reader.Word), reader));
        }

        for (var parent = _heap.Count / 2 - 1; parent >= 0; parent--)
            SiftDown(parent);
    }

    /// <summary>The reader that stands at the smallest word; null when all are read to their ends.</summary>
    public PartialReader? Top => _heap.Count > 0 ? _heap[0].Reader : null;

    /// <summary>Moves the top reader to its next word.</summary>
    public void Advance()
    {
        var reader = _heap[0].Reader;
        if (reader.Read())
        {
            _heap[0] = new Place(BytePrefix.Of(reader.Word), reader);
        }
        else
        {
            _heap[0] = _heap[^1];
            _heap.RemoveAt(_heap.Count - 1);
        }

        SiftDown(0);
    }

    private void SiftDown(int parent)
    {
        while (true)
        {
            var child = 2 * parent + 1;
            if (child >= _heap.Count)
                return;
            if (child + 1 < _heap.Count && _heap[child + 1].IsBefore(_heap[child]))
                child++;
            if (!_heap[child].IsBefore(_heap[parent]))
                return;
            (_heap[parent], _heap[child]) = (_heap[child], _heap[parent]);
            parent = child;
        }
    }

    /// <param name="Prefix">The word's first bytes, which decide nearly every comparison without a look at the word.</param>
    private readonly record struct Place(ulong Prefix, PartialReader Reader)
    {
        public bool IsBefore(in Place other) =>
            Prefix != other.Prefix ? Prefix < other.Prefix : Reader.Word.SequenceCompareTo(other.Reader.Word) < 0;
    }
}
