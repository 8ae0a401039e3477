using System.Globalization;
using System.Text;
using Byob.Shared.Counting;
using Xunit;

namespace Byob.Shared.Tests.Counting;

public sealed class LetterTableTests
{
    private const int AllCodePoints = 0x110000;

    [Theory]
    [InlineData('A')]
    [InlineData('z')]
    [InlineData(0xAA)] // feminine ordinal indicator, Lo
    [InlineData(0xB5)] // micro sign, Ll
    [InlineData(0xE9)] // é
    [InlineData(0x1C5)] // Dž in title case, Lt
    [InlineData(0x2B0)] // modifier letter small h, Lm
    [InlineData(0x3A9)] // Ω
    [InlineData(0x416)] // Ж
    [InlineData(0x5D0)] // א
    [InlineData(0x3005)] // 々, Lm
    [InlineData(0x3400)] // first and last of the ranges that the database only names
    [InlineData(0x4DBF)]
    [InlineData(0x4E00)]
    [InlineData(0x9FFF)]
    [InlineData(0xAC00)]
    [InlineData(0xD7A3)]
    [InlineData(0x10000)]
    [InlineData(0x1D7CB)]
    [InlineData(0x20000)]
    [InlineData(0x2A6DF)]
    [InlineData(0x31350)]
    [InlineData(0x323AF)] // last letter of Unicode 15.0
    public void IsLetter_Letter_IsTrue(int codePoint) => Assert.True(LetterTable.IsLetter(codePoint));

    [Theory]
    [InlineData(0)]
    [InlineData('0')]
    [InlineData('@')]
    [InlineData('[')]
    [InlineData('\'')]
    [InlineData('_')]
    [InlineData(0xD7)] // ×
    [InlineData(0x301)] // combining acute accent, Mn
    [InlineData(0x660)] // Arabic-Indic digit
    [InlineData(0x93E)] // Devanagari vowel sign, Mc
    [InlineData(0x200D)] // zero width joiner
    [InlineData(0x2019)] // ’
    [InlineData(0x2160)] // Ⅰ, Nl
    [InlineData(0x24B6)] // Ⓐ, So
    [InlineData(0x4DC0)]
    [InlineData(0xA48D)]
    [InlineData(0xD800)]
    [InlineData(0xE000)]
    [InlineData(0xFFFD)]
    [InlineData(0x1D7CE)] // mathematical digit
    [InlineData(0x1F600)]
    [InlineData(0x2A6E0)]
    [InlineData(0x2EBF0)] // CJK extension I came with Unicode 15.1
    [InlineData(0x323B0)]
    [InlineData(0x10FFFF)]
    public void IsLetter_Other_IsFalse(int codePoint) => Assert.False(LetterTable.IsLetter(codePoint));

    /// <summary>The totals of Unicode 15.0.0: Lu 1831, Ll 2233, Lt 31, Lm 397, Lo 131612.</summary>
    [Fact]
    public void IsLetter_AllCodePoints_AreAsManyAsUnicodeSays()
    {
        Assert.Equal("15.0.0", LetterTable.UnicodeVersion);
        Assert.Equal(1831 + 2233 + 31 + 397 + 131612, Enumerable.Range(0, AllCodePoints).Count(LetterTable.IsLetter));
        Assert.Equal(LetterTable.LetterCount, Enumerable.Range(0, AllCodePoints).Count(LetterTable.IsLetter));
    }

    /// <summary>.NET 10 has Unicode 16.0: it knows 4,924 letters more, and none less.</summary>
    [Fact]
    public void IsLetter_AgainstTheRuntime_DiffersOnlyWhereThatKnowsMore()
    {
        var ours = Enumerable.Range(0, AllCodePoints).Where(LetterTable.IsLetter).ToHashSet();
        var runtimes = Enumerable.Range(0, AllCodePoints).Where(IsLetterOfTheRuntime).ToHashSet();

        Assert.Empty(ours.Except(runtimes));
        Assert.Equal(4924, runtimes.Except(ours).Count());
        Assert.All(runtimes.Except(ours), codePoint => Assert.True(codePoint > 0x7F));
    }

    [Theory]
    [InlineData('A', 'a')]
    [InlineData('a', 'a')]
    [InlineData(0xC9, 0xE9)]
    [InlineData(0xD7, 0xD7)]
    [InlineData(0x100, 0x101)]
    [InlineData(0x101, 0x101)]
    [InlineData(0x130, 0x69)] // İ loses its dot: two bytes become one
    [InlineData(0x178, 0xFF)]
    [InlineData(0x1C5, 0x1C6)]
    [InlineData(0x23A, 0x2C65)] // Ⱥ: two bytes become three
    [InlineData(0x3A3, 0x3C3)] // Σ is σ, also at the end of a word
    [InlineData(0x1E9E, 0xDF)]
    [InlineData(0x212A, 0x6B)] // the Kelvin sign is k
    [InlineData(0x10400, 0x10428)]
    [InlineData(0x1E921, 0x1E943)]
    [InlineData(0x4E00, 0x4E00)]
    public void ToLower_Letter_IsItsSimpleMapping(int codePoint, int lower) => Assert.Equal(lower, LetterTable.ToLower(codePoint));

    /// <summary>The runtime folds invariantly by simple mappings too, but leaves some letters alone that do not come back by upper-casing.</summary>
    [Fact]
    public void ToLower_AgainstTheRuntime_DiffersOnlyWhereThatKeepsALetter()
    {
        var differ = Enumerable.Range(0, AllCodePoints)
            .Where(LetterTable.IsLetter)
            .Where(letter => LetterTable.ToLower(letter) != Rune.ToLowerInvariant(new Rune(letter)).Value)
            .ToList();

        Assert.All(differ, letter => Assert.Equal(letter, Rune.ToLowerInvariant(new Rune(letter)).Value));
        Assert.Equal([0x130], differ);
    }

    private static bool IsLetterOfTheRuntime(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter;
}
