using Byob.Shared.Chunks;
using Byob.Web.Dashboard.Presentation;
using CsCheck;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Presentation;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1, "1 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.00 kB")]
    [InlineData(1234, "1.23 kB")]
    [InlineData(12_345, "12.3 kB")]
    [InlineData(99_949, "99.9 kB")]
    [InlineData(99_950, "100 kB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_500, "1.00 MB")]
    [InlineData(500_000_000, "500 MB")]
    [InlineData(14_200_000_000, "14.2 GB")]
    [InlineData(1e18, "1000 PB")]
    [InlineData(-1, "–")]
    [InlineData(double.NaN, "–")]
    public void Bytes_AnySize_HasThreeDigitsAndAUnit(double bytes, string text) => Assert.Equal(text, Format.Bytes(bytes));

    [Fact]
    public void Bytes_UpToAPetabyte_NeverShowsMoreThanFourDigits() =>
        Gen.Long[0, 999_000_000_000_000].Sample(bytes => Format.Bytes(bytes).Count(char.IsAsciiDigit) <= 3);

    [Theory]
    [InlineData(1_000_000, "1 MB")]
    [InlineData(2_500_000_000, "2.5 GB")]
    [InlineData(500_000_000, "500 MB")]
    [InlineData(100_000_000, "100 MB")]
    [InlineData(7, "7 B")]
    public void RoundBytes_AChosenSize_HasNoIdleDigits(long bytes, string text) => Assert.Equal(text, Format.RoundBytes(bytes));

    [Theory]
    [InlineData(0, "–")]
    [InlineData(2.5, "–")]
    [InlineData(150e6, "150 MB/s")]
    public void Rate_AnyRate_IsASizeASecond(double rate, string text) => Assert.Equal(text, Format.Rate(rate));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(1000, "1,000")]
    [InlineData(77574866, "77,574,866")]
    public void Count_AnyCount_IsGroupedInThrees(long count, string text) => Assert.Equal(text, Format.Count(count));

    [Theory]
    [InlineData(9999, "9,999")]
    [InlineData(10_000, "10.0 k")]
    [InlineData(999_499, "999 k")]
    [InlineData(999_500, "1.00 M")]
    [InlineData(77_574_866, "77.6 M")]
    [InlineData(999_500_000, "1.00 bn")]
    public void ShortCount_LargeCount_HasThreeDigits(long count, string text) => Assert.Equal(text, Format.ShortCount(count));

    [Theory]
    [InlineData(0, 100, "0.0 %")]
    [InlineData(1, 3, "33.3 %")]
    [InlineData(999_999, 1_000_000, "99.9 %")]
    [InlineData(100, 100, "100 %")]
    [InlineData(120, 100, "100 %")]
    [InlineData(0, 0, "–")]
    public void Percent_AnyPart_IsAHundredOnlyWhenWhole(double part, double whole, string text) => Assert.Equal(text, Format.Percent(part, whole));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(9.9, "9.9 s")]
    [InlineData(42.9, "42 s")]
    [InlineData(60, "1 min")]
    [InlineData(185, "3 min 5 s")]
    [InlineData(3600, "1 h")]
    [InlineData(7800, "2 h 10 min")]
    [InlineData(356400, "4 d 3 h")]
    [InlineData(-5, "–")]
    public void Duration_AnyTime_IsWrittenInItsTwoLargestUnits(double seconds, string text) => Assert.Equal(text, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(1.0, "a few seconds")]
    [InlineData(36.0, "about 40 s")]
    [InlineData(58.0, "about 1 min")]
    [InlineData(190.0, "about 3 min")]
    [InlineData(5400.0, "about 1.5 h")]
    [InlineData(200000.0, "about 2 d")]
    public void Remaining_AnEstimate_IsNoFinerThanItCanBeKnown(double? seconds, string text) =>
        Assert.Equal(text, Format.Remaining(seconds is { } s ? TimeSpan.FromSeconds(s) : null));

    [Theory]
    [InlineData(-3, "just now")]
    [InlineData(1, "just now")]
    [InlineData(12, "12 s ago")]
    [InlineData(200, "3 min ago")]
    [InlineData(7300, "2 h ago")]
    [InlineData(200000, "2 d ago")]
    public void Age_AnyMoment_SaysHowLongAgo(int seconds, string text)
    {
        var now = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(text, Format.Age(now.AddSeconds(-seconds), now));
    }

    [Fact]
    public void Moment_OfAnotherZone_IsWrittenInUtc() =>
        Assert.Equal("24 Nov 2026, 10:05:09 UTC", Format.Moment(new DateTimeOffset(2026, 11, 24, 12, 5, 9, TimeSpan.FromHours(2))));

    [Theory]
    [InlineData(1, "1 worker")]
    [InlineData(0, "0 workers")]
    [InlineData(1200, "1,200 workers")]
    public void Plural_AnyNumber_FitsItsNoun(long count, string text) => Assert.Equal(text, Format.Plural(count, "worker"));

    [Fact]
    public void Range_OfBytes_IsWrittenFromTo() => Assert.Equal("1.00 MB – 2.50 MB", Format.Range(new ByteRange(1_000_000, 2_500_000)));
}
