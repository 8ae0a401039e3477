using Byob.Worker.Limits;
using Byob.Worker.Limits.Machine;
using Byob.Worker.Limits.Rules;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Byob.Worker.Tests.Limits;

/// <summary>Each rule by its words: what holds, until when, and what lifts it.</summary>
public sealed class RulesTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private readonly ToldSenses _senses = new();

    [Fact]
    public void Hours_Outside_HoldsUntilTheyBegin()
    {
        var rule = new HoursRule(_time);
        var limits = In(new WrittenLimits(Hours: WorkHours.Parse("18:00-08:00", [])));

        Assert.Equal(
            new Hold(HoldCause.Hours, "Outside its hours (mon-sun 18:00-08:00).", new DateTimeOffset(2026, 11, 25, 18, 0, 0, TimeSpan.Zero)),
            rule.Judge(limits));
        _time.Advance(TimeSpan.FromHours(6));
        Assert.Null(rule.Judge(limits));
    }

    [Fact]
    public void Battery_Discharging_HoldsOnlyWhoAskedForIt()
    {
        var rule = new BatteryRule(_senses);
        _senses.Battery = true;

        Assert.NotNull(rule.Judge(In(new WrittenLimits(NotOnBattery: true))));
        Assert.Null(rule.Judge(In(new WrittenLimits(NotOnBattery: false))));
        _senses.Battery = null;
        Assert.Null(rule.Judge(In(new WrittenLimits(NotOnBattery: true))));
    }

    [Fact]
    public void Heat_OverTheLimit_HoldsUntilClearlyCooler()
    {
        var rule = new HeatRule(_senses);
        var limits = In(new WrittenLimits(MaxCelsius: 80));

        Assert.Equal([false, false, true, true, true, false, false], new double?[] { null, 80, 81, 79, 76, 75, 79 }.Select(Judge));

        bool Judge(double? celsius)
        {
            _senses.Heat = celsius;
            return rule.Judge(limits) is not null;
        }
    }

    [Fact]
    public void Use_KeyboardTouched_HoldsUntilItRested()
    {
        var rule = new UseRule(_senses, _time);
        var limits = In(new WrittenLimits(OnlyWhenIdle: true));

        _senses.Rested = TimeSpan.FromSeconds(5);
        Assert.StartsWith("Somebody uses the machine", rule.Judge(limits)!.Reason, StringComparison.Ordinal);
        Assert.Null(rule.Judge(In(new WrittenLimits(OnlyWhenIdle: false))));
        _senses.Rested = TimeSpan.FromMinutes(3);
        Assert.Null(rule.Judge(limits));
    }

    [Fact]
    public void Use_OtherPrograms_HoldUntilTheyWereQuietForAMinute()
    {
        var rule = new UseRule(_senses, _time);
        var limits = In(new WrittenLimits(OnlyWhenIdle: true));

        Assert.False(After(10, share: 0.2));
        Assert.True(After(10, share: 0.3));
        Assert.True(After(10, share: 0.15));
        Assert.True(After(50, share: 0.05));
        Assert.False(After(10, share: 0.05));

        bool After(int seconds, double share)
        {
            _senses.Load = share;
            _time.Advance(TimeSpan.FromSeconds(seconds));
            return rule.Judge(limits) is not null;
        }
    }

    [Fact]
    public void Memory_OverTheLimit_TrimsThenHoldsThenGoesOnWithLess()
    {
        var used = 100L << 20;
        var (trimmed, less) = (0, 0);
        var rule = new MemoryRule(() => used, () => trimmed++, () => less++, _time);
        var limits = In(new WrittenLimits(MemoryMiB: 200));

        Assert.Null(rule.Judge(limits));
        used = 201L << 20;
        Assert.Equal("It took more memory than the 200 MiB that it may; it goes on when it is down to 180 MiB.", rule.Judge(limits)!.Reason);
        Assert.Equal((1, 1), (trimmed, less));
        used = 190L << 20;
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull(rule.Judge(limits));
        used = 170L << 20;
        Assert.Null(rule.Judge(limits));
        Assert.Equal(1, less);
    }

    [Fact]
    public void Memory_TrimmingIsEnough_HoldsNothing()
    {
        var used = 300L << 20;
        var rule = new MemoryRule(() => used, () => used = 150L << 20, () => Assert.Fail("Words keep what they have."), _time);

        Assert.Null(rule.Judge(In(new WrittenLimits(MemoryMiB: 200))));
    }

    [Fact]
    public void Disk_NearTheLimit_HoldsUntilHalfIsFree()
    {
        var spooled = 0L;
        var rule = new DiskRule(() => spooled, () => long.MaxValue);
        var limits = In(new WrittenLimits(DiskMiB: 100));

        Assert.Equal([false, true, true, false, false], new long[] { 80, 81, 60, 50, 79 }.Select(Judge));

        bool Judge(long mebibytes)
        {
            spooled = mebibytes << 20;
            return rule.Judge(limits) is not null;
        }
    }

    [Fact]
    public void Disk_NearlyFull_HoldsWhateverTheLimit()
    {
        long? free = 300L << 20;
        var rule = new DiskRule(() => 0, () => free);
        var limits = In(new WrittenLimits());

        Assert.Null(rule.Judge(limits));
        free = 200L << 20;
        Assert.Contains("less than 256 MiB left", rule.Judge(limits)!.Reason, StringComparison.Ordinal);
        free = null;
        Assert.Null(rule.Judge(limits));
    }

    [Fact]
    public void Warden_ARuleThatCannotSee_StopsNoOther_AndLeavesItsHold()
    {
        var holds = new HoldBoard(_time);
        var broken = new BrokenRule { Hold = new Hold(HoldCause.Heat, "Too hot.") };
        _senses.Battery = true;
        var warden = new LimitWarden(holds, [broken, new BatteryRule(_senses)], In(new WrittenLimits(NotOnBattery: true)), _time, NullLogger<LimitWarden>.Instance);
        warden.Look();

        broken.Hold = null;
        _senses.Battery = false;
        warden.Look();

        Assert.Equal([HoldCause.Heat], holds.All.Select(hold => hold.Cause));
    }

    [Fact]
    public void Notes_MachineThatTellsNothing_NamesWhatCannotBeKept()
    {
        var notes = LimitNotes.Of(In(new WrittenLimits(NotOnBattery: true, MaxCelsius: 70, OnlyWhenIdle: true)), new NoSenses()).ToList();

        Assert.Equal(4, notes.Count);
        Assert.Empty(LimitNotes.Of(In(new WrittenLimits()), new NoSenses()));
    }

    private static LimitsInForce In(WrittenLimits written) => LimitsInForce.Of(written, null, 4, 8L << 30);

    /// <summary>Cannot see any more once its hold is gone.</summary>
    private sealed class BrokenRule : ILimitRule
    {
        public Hold? Hold { get; set; }

        public HoldCause Cause => HoldCause.Heat;

        public Hold? Judge(LimitsInForce limits) => Hold ?? throw new IOException("Gone.");
    }

    private sealed class ToldSenses : IMachineSenses
    {
        public bool? Battery { get; set; }

        public double? Heat { get; set; }

        public double? Load { get; set; }

        public TimeSpan? Rested { get; set; }

        public bool TellsLoad => true;

        public bool? OnBattery() => Battery;

        public double? Celsius() => Heat;

        public double? OthersShare() => Load;

        public TimeSpan? Untouched() => Rested;
    }
}
