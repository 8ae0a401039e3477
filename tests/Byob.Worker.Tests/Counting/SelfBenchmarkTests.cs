using Byob.Shared.Counting;
using Byob.Worker.Counting;
using Byob.Worker.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace Byob.Worker.Tests.Counting;

public sealed class SelfBenchmarkTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Measure_RealClock_IsPositive() =>
        Assert.True(await SelfBenchmark.MeasureAsync(TimeProvider.System, CancellationToken.None).WaitAsync(s_patience, TestContext.Current.CancellationToken) > 0);

    [Fact]
    public async Task Measure_ClockThatStandsStill_EndsWithNothing() =>
        Assert.Equal(0, await SelfBenchmark.MeasureAsync(new FakeTimeProvider(), CancellationToken.None).WaitAsync(s_patience, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Measure_SlowMachine_IsJudgedByWhatItCounted()
    {
        // Each look at the clock costs 100 ms: the time is over after a few slices of the first pass.
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(100) };

        var rate = await SelfBenchmark.MeasureAsync(time, CancellationToken.None).WaitAsync(s_patience, TestContext.Current.CancellationToken);

        Assert.InRange(rate, 1, 2 << 20);
    }

    [Fact]
    public async Task Measure_Cancelled_EndsAtOnce() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            SelfBenchmark.MeasureAsync(TimeProvider.System, new CancellationToken(canceled: true)).WaitAsync(s_patience, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Engine_FirstJoin_SaysWhatWasMeasured()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = RunningWorker.Start(master, change: options => options with { MeasureAtStart = true });

        Assert.True((await master.Joins.NextAsync()).MeasuredBytesPerSecond > 0);
    }

    [Fact]
    public async Task Engine_NotToMeasure_SaysNothing()
    {
        await using var master = await TestMaster.StartAsync();
        await using var worker = RunningWorker.Start(master);

        Assert.Equal(0, (await master.Joins.NextAsync()).MeasuredBytesPerSecond);
    }

    [Fact]
    public async Task Engine_HasCounted_SaysThatWhenItJoinsAgain()
    {
        var text = Texts.Make(5_000);
        await using var master = await TestMaster.StartAsync(text);
        await using var worker = RunningWorker.Start(master, change: options => options with { MeasureAtStart = true });
        var first = await master.Joins.NextAsync();
        await master.AssignAsync(Texts.All(text));
        await master.Submissions.NextAsync();

        master.Connection!.Abort();

        var second = await master.Joins.NextAsync();
        Assert.True(second.MeasuredBytesPerSecond > 0);
        Assert.NotEqual(first.MeasuredBytesPerSecond, second.MeasuredBytesPerSecond);
    }

    [Fact]
    public void SampleText_Counted_HasFrequentAndSeldomWords()
    {
        var text = SampleText.Make(2 << 20);
        var counter = new WordCounter(CountOptions.Exact);
        counter.Append(text);
        counter.Complete();

        var counts = Texts.Count(text);
        Assert.InRange(text.Length / (double)counter.TotalWords, 3, 9);
        Assert.InRange(counts.Count, 3_000, 8_192);
        Assert.True(counts.Values.Max() > 1000 * counts.Values.Min());
        Assert.Equal(SampleText.Make(2 << 20), text);
    }
}
