using System.Text;
using Byob.Shared.Counting;
using Xunit;

namespace Byob.Shared.Tests.Counting;

/// <summary>A text of our own whose words were counted by eye.</summary>
public sealed class KnownAnswerTests
{
    private static readonly byte[] Text =
    [
        .. "The café's owner isn't \"the\" Owner; THE cafe\u0301 opened in 1999.\n"u8,
        .. "Ὁ λόγος ἦν, ὁ λόγος. Слово за слово — слово!\n"u8,
        .. "言葉 言葉。コーヒー ｶﾌｪ 한국어 한국어1한국어\r\n"u8,
        .. "naïve\u200Dnaïve x2y Ⅳ ⓐ ª straße Straße 𝒳𝒴 𝟙 😀ok😀\t_a_-a-"u8,
        .. "bro"u8, 0xFF, .. "ken bro"u8, 0xC3, .. "ken ove"u8, 0xC0, 0xAF, .. "rlong sur"u8, 0xED, 0xA0, 0x80, .. "rogate cut"u8, 0xE2, 0x82,
    ];

    [Fact]
    public void Count_OfTheText_IsWhatTheEyeSees() => Assert.Equal(
        [
            new("Owner", 1),
            new("Straße", 1),
            new("THE", 1),
            new("The", 1),
            new("a", 2), // between underscores, between hyphens
            new("bro", 2),
            new("cafe", 1), // the combining accent separates
            new("café", 1),
            new("cut", 1),
            new("in", 1),
            new("isn", 1),
            new("ken", 2),
            new("naïve", 2), // the zero width joiner separates
            new("ok", 1),
            new("opened", 1),
            new("ove", 1),
            new("owner", 1),
            new("rlong", 1),
            new("rogate", 1),
            new("s", 1),
            new("straße", 1),
            new("sur", 1),
            new("t", 1),
            new("the", 1),
            new("x", 1),
            new("y", 1),
            new("ª", 1),
            new("λόγος", 2),
            new("Слово", 1),
            new("за", 1),
            new("слово", 2),
            new("ἦν", 1),
            new("ὁ", 1),
            new("Ὁ", 1),
            new("コーヒー", 1),
            new("言葉", 2),
            new("한국어", 3),
            new("ｶﾌｪ", 1),
            new("𝒳𝒴", 1),
        ],
        Counted.Of([Text]));

    [Fact]
    public void Count_OfTheTextWithoutCase_JoinsWords()
    {
        var counts = Counted.Of([Text], new CountOptions(FoldCase: true)).ToDictionary();

        Assert.Equal(3, counts["the"]);
        Assert.Equal(2, counts["owner"]);
        Assert.Equal(2, counts["straße"]);
        Assert.Equal(3, counts["слово"]);
        Assert.Equal(2, counts["ὁ"]);
        Assert.Equal(Counted.Of([Text]).Sum(word => word.Value), counts.Values.Sum());
    }

    [Fact]
    public void Count_OfTheTextWithAShortestWord_LeavesShorterOut()
    {
        var words = Counted.Of([Text], new CountOptions(MinLength: 5)).Select(word => word.Key);

        Assert.Equal(["Owner", "Straße", "naïve", "opened", "owner", "rlong", "rogate", "straße", "λόγος", "Слово", "слово"], words);
    }

    [Fact]
    public void Text_HasTheBytesThatTheCommentsSpeakOf() => Assert.Contains("cafe\u0301", Encoding.UTF8.GetString(Text), StringComparison.Ordinal);
}
