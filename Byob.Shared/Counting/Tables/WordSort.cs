using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Byob.Shared.Counting.Tables;

/// <summary>Gives the words of a table in byte order: by their first eight bytes as a number, those that tie by the next eight, what still ties whole.</summary>
internal sealed unsafe class WordSort
{
    /// <summary>Fewer words are sorted by comparing.</summary>
    private const int FewWords = 1 << 11;

    private const int Ahead = 24;

    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    private readonly ShortEntries _short;
    private readonly LongWordTable _long;
    private readonly WordSortMemory _memory;

    /// <param name="memory">Not used by another sort meanwhile.</param>
    public WordSort(ShortEntries shortWords, LongWordTable longWords, WordSortMemory memory)
    {
        _short = shortWords;
        _long = longWords;
        _memory = memory;
    }

    public void WriteTo(IWordSink sink)
    {
        var count = _short.Count + _long.Count;
        _memory.MakeRoom(count);
        Write(Sorted(_memory.Prefixes[..count], _memory.Numbers[..count], _memory.OtherPrefixes[..count], _memory.OtherNumbers[..count]), sink);
    }

    private void Write(ReadOnlySpan<int> numbers, IWordSink sink)
    {
        Span<byte> bytes = stackalloc byte[ShortWord.LongestBytes];
        for (var at = 0; at < numbers.Length; at++)
        {
            // In byte order the entries lie anywhere: each is fetched while those before it are written.
            if (at + Ahead < numbers.Length && numbers[at + Ahead] < _short.Count && Sse.IsSupported)
                Sse.Prefetch0(_short.Find(numbers[at + Ahead]));
            var number = numbers[at];
            if (number >= _short.Count)
            {
                sink.Add(_long.Word(number - _short.Count), _long.CountOf(number - _short.Count));
                continue;
            }

            var entry = _short.Find(number);
            var word = entry->Word;
            word.CopyTo(bytes);
            sink.Add(bytes[..ShortWord.Length(word)], entry->Count);
        }
    }

    /// <summary>Numbers in byte order; those of long words follow those of short ones.</summary>
    private ReadOnlySpan<int> Sorted(Span<ulong> prefixes, Span<int> numbers, Span<ulong> otherPrefixes, Span<int> otherNumbers)
    {
        for (var number = 0; number < numbers.Length; number++)
        {
            numbers[number] = number;
            prefixes[number] = number < _short.Count ? ShortWord.Prefix(_short.Find(number)->Word) : BytePrefix.Of(_long.Word(number - _short.Count));
        }

        if (numbers.Length < FewWords)
            prefixes.Sort(numbers);
        else if (SortByDigits(prefixes, numbers, otherPrefixes, otherNumbers))
        {
            prefixes = otherPrefixes;
            numbers = otherNumbers;
        }

        SortTies(prefixes, numbers);
        return numbers;
    }

    /// <summary>A radix sort from the lowest digit: moves everything a few times and never compares.</summary>
    /// <returns>Whether the sorted ones are where the others were.</returns>
    private static bool SortByDigits(Span<ulong> prefixes, Span<int> numbers, Span<ulong> otherPrefixes, Span<int> otherNumbers)
    {
        var starts = new int[Digits];
        var moved = false;
        for (var shift = 0; shift < 64; shift += DigitBits)
        {
            starts.AsSpan().Clear();
            foreach (var prefix in prefixes)
                starts[(int)(prefix >> shift) & (Digits - 1)]++;
            if (starts[(int)(prefixes[0] >> shift) & (Digits - 1)] == prefixes.Length)
                continue;

            var start = 0;
            for (var digit = 0; digit < Digits; digit++)
                (starts[digit], start) = (start, start + starts[digit]);
            for (var at = 0; at < prefixes.Length; at++)
            {
                var place = starts[(int)(prefixes[at] >> shift) & (Digits - 1)]++;
                otherPrefixes[place] = prefixes[at];
                otherNumbers[place] = numbers[at];
            }

            var heldPrefixes = prefixes;
            prefixes = otherPrefixes;
            otherPrefixes = heldPrefixes;
            var heldNumbers = numbers;
            numbers = otherNumbers;
            otherNumbers = heldNumbers;
            moved = !moved;
        }

        return moved;
    }

    private void SortTies(ReadOnlySpan<ulong> prefixes, Span<int> numbers)
    {
        var suffixes = Array.Empty<ulong>();
        for (int start = 0, end; start < numbers.Length; start = end)
        {
            end = start + 1;
            while (end < numbers.Length && prefixes[end] == prefixes[start])
                end++;
            if (end - start == 1)
                continue;

            if (suffixes.Length < end - start)
                suffixes = new ulong[Math.Max(end - start, 2 * suffixes.Length)];
            var tied = numbers[start..end];
            var keys = suffixes.AsSpan(0, tied.Length);
            for (var at = 0; at < tied.Length; at++)
                keys[at] = Suffix(tied[at]);
            keys.Sort(tied);
            SortWhole(keys, tied);
        }
    }

    /// <summary>Only long words can still tie, and a short one that is the beginning of them.</summary>
    private void SortWhole(ReadOnlySpan<ulong> suffixes, Span<int> numbers)
    {
        for (int start = 0, end; start < numbers.Length; start = end)
        {
            end = start + 1;
            while (end < numbers.Length && suffixes[end] == suffixes[start])
                end++;
            if (end - start > 1)
                numbers[start..end].Sort(Compare);
        }
    }

    private int Compare(int left, int right) => (left < _short.Count, right < _short.Count) switch
    {
        (true, false) => -1,
        (false, true) => 1,
        _ => _long.Word(left - _short.Count).SequenceCompareTo(_long.Word(right - _short.Count)),
    };

    private ulong Suffix(int number)
    {
        if (number < _short.Count)
            return ShortWord.Suffix(_short.Find(number)->Word);
        return BytePrefix.Of(_long.Word(number - _short.Count)[sizeof(ulong)..]);
    }
}
