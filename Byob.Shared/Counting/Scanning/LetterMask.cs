using System.Numerics;
using System.Runtime.CompilerServices;

namespace Byob.Shared.Counting.Scanning;

/// <summary>Says of 64 bytes of UTF-8 at once which belong to letters (<see cref="LetterTable"/>).</summary>
/// <remarks>
/// Sequences never overlap, as only continuation bytes follow a lead, so each lead is judged by itself. Of some leads every well-formed sequence is a
/// letter: most of Latin and Cyrillic, Chinese, Hangul. Those are judged together; the others one by one.
/// </remarks>
internal static unsafe class LetterMask<TMasks>
    where TMasks : struct, IByteMasks
{
    /// <summary>Bytes behind a block that are looked at: the rest of a sequence of four.</summary>
    public const int Lookahead = Utf8.LongestCodePoint - 1;

    /// <param name="block">64 bytes, and <see cref="Lookahead"/> behind them.</param>
    /// <param name="spill">In: bytes at the start that belong to a letter begun in the block before. Out: the same for the next block.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(byte* block, ref ulong spill)
    {
        var letters = TMasks.AsciiLetters(block);
        var nonAscii = TMasks.NonAscii(block);
        return nonAscii == 0 ? letters | TakeSpill(ref spill) : letters | OfOthers(block, ref spill);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong TakeSpill(ref ulong spill)
    {
        var taken = spill;
        spill = 0;
        return taken;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong OfOthers(byte* block, ref ulong spill)
    {
        var letters = spill;
        var continuations = TMasks.Between(block, 0x80, 0xBF);
        var next = continuations >> 1 | Continuation(block[64]) << 63;
        var afterNext = continuations >> 2 | Continuation(block[64]) << 62 | Continuation(block[65]) << 63;

        // C4..CA: U+0100 to U+02BF; D0, D1, D3: U+0400 to U+047F and U+04C0 to U+04FF; of C3 all but × and ÷.
        var lettersOfC3 = TMasks.Between(block, 0xC3, 0xC3) & ~((TMasks.Between(block, 0x97, 0x97) | TMasks.Between(block, 0xB7, 0xB7)) >> 1 | IsTimesOrDivided(block[64]) << 63);
        var allTwo = TMasks.Between(block, 0xC3, 0xCA) | TMasks.Between(block, 0xD0, 0xD1) | TMasks.Between(block, 0xD3, 0xD3);
        var two = allTwo & ~TMasks.Between(block, 0xC3, 0xC3) | lettersOfC3;
        // E5..E9: U+5000 to U+9FFF; EB, EC: U+B000 to U+CFFF.
        var three = TMasks.Between(block, 0xE5, 0xE9) | TMasks.Between(block, 0xEB, 0xEC);
        // E2 80: dashes and quotation marks, U+2000 to U+203F, never letters and in nearly every book.
        var marks = TMasks.Between(block, 0xE2, 0xE2) & TMasks.Between(block, 0x80, 0x80) >> 1;
        var others = TMasks.Between(block, 0xC2, 0xF4) & ~(allTwo | three | marks);

        two &= next;
        three &= next & afterNext;
        letters |= two | two << 1 | three | three << 1 | three << 2;
        spill = two >> 63 | three >> 63 | three >> 62;

        for (; others != 0; others &= others - 1)
        {
            var at = BitOperations.TrailingZeroCount(others);
            var length = Utf8.Decode(new ReadOnlySpan<byte>(block + at, Utf8.LongestCodePoint), out var codePoint);
            if (codePoint == Utf8.Invalid || !LetterTable.IsLetter(codePoint))
                continue;
            var bytes = (1ul << length) - 1;
            letters |= bytes << at;
            if (at + length > IByteMasks.BlockBytes)
                spill |= bytes >> (IByteMasks.BlockBytes - at);
        }

        return letters;
    }

    private static ulong IsTimesOrDivided(byte value) => value is 0x97 or 0xB7 ? 1u : 0;

    private static ulong Continuation(byte value) => Utf8.IsContinuation(value) ? 1u : 0;
}
