namespace Byob.Shared.Counting.Tables;

/// <summary>Gathers long words on their way to their table, which looks up many at once faster than one after the other.</summary>
internal sealed class LongWordQueue(LongWordTable table)
{
    /// <summary>A longer word does not wait.</summary>
    private const int LongestWaiting = 256;

    private static readonly long[] s_once = [.. Enumerable.Repeat(1L, LongWordTable.Batch)];

    private readonly byte[] _bytes = new byte[LongWordTable.Batch * LongestWaiting];
    private readonly int[] _lengths = new int[LongWordTable.Batch];
    private int _used;
    private int _waiting;

    /// <summary>Counts a word once.</summary>
    public void Add(ReadOnlySpan<byte> word)
    {
        if (word.Length > LongestWaiting)
        {
            table.Add(word, 1);
            return;
        }

        word.CopyTo(_bytes.AsSpan(_used));
        _used += word.Length;
        _lengths[_waiting++] = word.Length;
        if (_waiting == _lengths.Length)
            HandOn();
    }

    /// <summary>Puts all that waits into the table.</summary>
    public void HandOn()
    {
        if (_waiting > 0)
            table.Add(_bytes.AsSpan(0, _used), _lengths.AsSpan(0, _waiting), s_once.AsSpan(0, _waiting));
        Clear();
    }

    /// <summary>Forgets what waits.</summary>
    public void Clear() => _used = _waiting = 0;
}
