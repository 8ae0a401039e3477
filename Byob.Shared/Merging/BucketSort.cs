namespace Byob.Shared.Merging;

/// <summary>Sorts the words of one bucket after another and makes their lines. What a bucket's records say afterwards is where its lines begin, and the counts.</summary>
internal sealed class BucketSort(IReadOnlyList<ShardTable> tables)
{
    /// <summary>Fewer words are sorted by comparing.</summary>
    private const int FewWords = 1 << 9;

    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    private readonly LineBuffer _lines = new();
    private readonly int[] _starts = new int[Digits];
    private ulong[] _keys = [];
    private int[] _numbers = [];
    private ulong[] _otherKeys = [];
    private int[] _otherNumbers = [];
    private long[] _counts = [];

    public ReadOnlySpan<byte> Lines => _lines.Lines;

    /// <summary>Sum of the bucket's counts.</summary>
    public long Words { get; private set; }

    public void Sort(Span<SortRecord> records)
    {
        MakeRoom(records.Length);
        for (var number = 0; number < records.Length; number++)
        {
            _keys[number] = records[number].Prefix;
            _numbers[number] = number;
        }

        if (records.Length < FewWords)
            _keys.AsSpan(0, records.Length).Sort(_numbers.AsSpan(0, records.Length));
        else
            SortByDigits(records.Length);
        SortTies(records);
        WriteLines(records);
    }

    private void WriteLines(Span<SortRecord> records)
    {
        _lines.Clear();
        Words = 0;
        for (var at = 0; at < records.Length; at++)
        {
            ref var record = ref records[_numbers[at]];
            _keys[at] = (ulong)_lines.Length;
            var count = record.Count;
            if (record.IsLong)
            {
                var table = tables[record.LongShard].Long;
                count = table.CountOf(record.LongNumber);
                _lines.Add(table.Word(record.LongNumber), count);
            }
            else
            {
                _lines.Add(record);
            }

            _counts[at] = count;
            Words = checked(Words + count);
        }

        for (var at = 0; at < records.Length; at++)
            records[at] = new SortRecord(_keys[at], 0, _counts[at]);
    }

    /// <summary>From the lowest digit: moves everything a few times and never compares. Digits that all have alike, as most first ones in a bucket, are left out.</summary>
    private void SortByDigits(int count)
    {
        for (var shift = 0; shift < 64; shift += DigitBits)
        {
            _starts.AsSpan().Clear();
            for (var at = 0; at < count; at++)
                _starts[(int)(_keys[at] >> shift) & (Digits - 1)]++;
            if (_starts[(int)(_keys[0] >> shift) & (Digits - 1)] == count)
                continue;

            var start = 0;
            for (var digit = 0; digit < Digits; digit++)
                (_starts[digit], start) = (start, start + _starts[digit]);
            for (var at = 0; at < count; at++)
            {
                var place = _starts[(int)(_keys[at] >> shift) & (Digits - 1)]++;
                _otherKeys[place] = _keys[at];
                _otherNumbers[place] = _numbers[at];
            }

            (_keys, _otherKeys) = (_otherKeys, _keys);
            (_numbers, _otherNumbers) = (_otherNumbers, _numbers);
        }
    }

    /// <summary>Those whose first eight bytes are alike by the next eight, and those that still are by all of them.</summary>
    private void SortTies(ReadOnlySpan<SortRecord> records)
    {
        for (int start = 0, end; start < records.Length; start = end)
        {
            end = EndOfTie(_keys, start, records.Length);
            if (end - start == 1)
                continue;
            for (var at = start; at < end; at++)
                _otherKeys[at] = records[_numbers[at]].Suffix;
            _otherKeys.AsSpan(start, end - start).Sort(_numbers.AsSpan(start, end - start));
            for (int same = start, next; same < end; same = next)
            {
                next = EndOfTie(_otherKeys, same, end);
                if (next - same > 1)
                    SortWhole(records, _numbers.AsSpan(same, next - same));
            }
        }
    }

    /// <summary>Only long words can still tie, and a short one that is the beginning of them.</summary>
    private void SortWhole(ReadOnlySpan<SortRecord> records, Span<int> numbers)
    {
        var tied = new SortRecord[numbers.Length];
        for (var at = 0; at < tied.Length; at++)
            tied[at] = records[numbers[at]];
        tied.AsSpan().Sort(numbers, new WholeWords(tables));
    }

    private static int EndOfTie(ulong[] keys, int start, int end)
    {
        var at = start + 1;
        while (at < end && keys[at] == keys[start])
            at++;
        return at;
    }

    private void MakeRoom(int count)
    {
        if (_keys.Length >= count)
            return;
        (_keys, _otherKeys) = (new ulong[count], new ulong[count]);
        (_numbers, _otherNumbers) = (new int[count], new int[count]);
        _counts = new long[count];
    }

    private sealed class WholeWords(IReadOnlyList<ShardTable> tables) : IComparer<SortRecord>
    {
        public int Compare(SortRecord left, SortRecord right) => (left.IsLong, right.IsLong) switch
        {
            (true, true) => Word(left).SequenceCompareTo(Word(right)),
            _ => left.IsLong.CompareTo(right.IsLong),
        };

        private ReadOnlySpan<byte> Word(in SortRecord record) => tables[record.LongShard].Long.Word(record.LongNumber);
    }
}
