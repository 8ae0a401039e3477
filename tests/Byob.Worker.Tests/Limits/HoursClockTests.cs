using System.Globalization;
using Byob.Worker.Limits;

namespace Byob.Worker.Tests.Limits;

public sealed class HoursClockTests
{
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("mon-fri 18:00-08:00", "2026-11-25 12:00", false, "2026-11-25 18:00")] // Wednesday noon
    [InlineData("mon-fri 18:00-08:00", "2026-11-25 18:00", true, "2026-11-26 08:00")]
    [InlineData("mon-fri 18:00-08:00", "2026-11-25 07:59", true, "2026-11-25 08:00")]
    [InlineData("mon-fri 18:00-08:00", "2026-11-25 08:00", false, "2026-11-25 18:00")]
    [InlineData("mon-fri 18:00-08:00", "2026-11-28 07:00", true, "2026-11-28 08:00")] // Saturday: Friday's goes on
    [InlineData("mon-fri 18:00-08:00", "2026-11-28 09:00", false, "2026-11-30 18:00")]
    [InlineData("mon-fri 18:00-08:00", "2026-11-30 07:00", false, "2026-11-30 18:00")] // Monday: Sunday has none
    [InlineData("mon-fri 18:00-08:00;sat,sun all", "2026-11-27 20:00", true, "2026-11-30 00:00")] // Friday to Sunday in one
    [InlineData("mon-sun all", "2026-11-25 12:00", true, null)]
    [InlineData("mon-sun none", "2026-11-25 12:00", false, null)]
    [InlineData("wed none", "2026-11-25 12:00", false, null)]
    [InlineData("mon-sun 06:00-08:00, 12:00-13:00", "2026-11-25 08:30", false, "2026-11-25 12:00")]
    [InlineData("mon-sun 06:00-08:00, 08:00-09:00", "2026-11-25 07:00", true, "2026-11-25 09:00")] // they touch
    [InlineData("mon-sun 12:00-24:00", "2026-11-25 23:59", true, "2026-11-26 00:00")]
    [InlineData("sat-mon 10:00-11:00", "2026-11-29 10:30", true, "2026-11-29 11:00")] // over the week's end
    [InlineData("thu 10:00-11:00", "2026-11-26 11:00", false, "2026-12-03 10:00")] // a week later
    public void At_AnyTime_SaysWhetherAndUntilWhen(string hours, string now, bool open, string? until) =>
        Assert.Equal((open, until), At(hours, Local(now, "+01:00")));

    [Theory]
    [InlineData("2026-03-29T00:30:00Z", false, "2026-03-29 03:00")] // 01:30; the clock goes from 02:00 to 03:00
    [InlineData("2026-03-29T01:00:00Z", true, "2026-03-29 04:00")]
    public void At_ClockPutForward_AWindowThatBeginsInTheGapBeginsAfterIt(string now, bool open, string until) =>
        Assert.Equal((open, until), At("sun 02:30-04:00", Instant(now)));

    [Theory]
    [InlineData("2026-10-24T22:00:00Z", true, "2026-10-25T00:30:00Z")] // ends when the clock first shows 02:30
    [InlineData("2026-10-25T00:45:00Z", false, "2026-10-31T22:00:00Z")]
    public void At_ClockPutBack_AnHourThatComesTwiceCountsOnce(string now, bool open, string until)
    {
        var verdict = HoursClock.At(Hours("sun 00:00-02:30"), Instant(now), s_berlin);

        Assert.Equal(open, verdict.Open);
        Assert.Equal(open ? Instant(until) : Instant("2026-10-31T23:00:00Z"), verdict.Until);
    }

    [Fact]
    public void At_EveryMinuteOfTwoWeeksAroundBothChanges_UntilIsWhenTheVerdictTurns()
    {
        foreach (var begin in new[] { "2026-03-24T00:00:00Z", "2026-10-20T00:00:00Z" })
        {
            var hours = Hours("mon-fri 18:00-08:00;sat 02:15-02:45, 12:00-01:30;sun 02:30-05:00");
            var (expected, until) = HoursClock.At(hours, Instant(begin), s_berlin);
            for (var minute = 1; minute < 14 * 24 * 60; minute++)
            {
                var now = Instant(begin).AddMinutes(minute);
                var verdict = HoursClock.At(hours, now, s_berlin);
                Assert.Equal(now >= until ? !expected : expected, verdict.Open);
                (expected, until) = verdict;
            }
        }
    }

    private static (bool Open, string? Until) At(string hours, DateTimeOffset now)
    {
        var (open, until) = HoursClock.At(Hours(hours), now, s_berlin);
        return (open, until is { } end ? TimeZoneInfo.ConvertTime(end, s_berlin).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null);
    }

    private static WorkHours Hours(string text)
    {
        var faults = new List<string>();
        var hours = WorkHours.Parse(text.Split(';').Select(day => day.Split(' ', 2)).Select(day => KeyValuePair.Create(day[0], day[1])), faults);
        Assert.Empty(faults);
        return hours!;
    }

    private static DateTimeOffset Local(string time, string offset) => Instant(time + offset);

    private static DateTimeOffset Instant(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
