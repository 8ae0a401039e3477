using Byob.Worker.Counting;

namespace Byob.Worker.Tests.Counting;

public sealed class PackingChoiceTests
{
    private const long Range = 10_000_000;

    private readonly PackingChoice _choice = new();

    [Fact]
    public void ShouldPack_NothingMeasured_IsPlain() => Assert.False(_choice.ShouldPack(Range));

    [Fact]
    public void ShouldPack_FastLink_IsPlain()
    {
        Came(packed: false, megabytesPerSecond: 400);

        Assert.False(_choice.ShouldPack(Range));
    }

    [Fact]
    public void ShouldPack_SlowLink_IsTriedAndKeptWhileItWins()
    {
        Came(packed: false, megabytesPerSecond: 20);
        Assert.True(_choice.ShouldPack(Range));

        Came(packed: true, megabytesPerSecond: 45);

        Assert.True(_choice.ShouldPack(Range));
        Assert.False(_choice.ShouldPack(PackingChoice.LeastMeasured - 1));
    }

    [Fact]
    public void ShouldPack_PackedComesNoFaster_GoesBackToPlain()
    {
        Came(packed: false, megabytesPerSecond: 100);
        Came(packed: true, megabytesPerSecond: 101);

        Assert.False(_choice.ShouldPack(Range));
    }

    [Fact]
    public void ShouldPack_NowAndThen_LooksWhetherTheOtherWayIsBetterNow()
    {
        Came(packed: false, megabytesPerSecond: 100);
        Came(packed: true, megabytesPerSecond: 50);

        var packed = Enumerable.Range(0, PackingChoice.RangesUntilLook).Count(_ => _choice.ShouldPack(Range));

        Assert.Equal(1, packed);
    }

    [Fact]
    public void ShouldPack_MasterOnTheSameMachine_IsPlainForEver()
    {
        Came(packed: false, megabytesPerSecond: 20);
        _choice.Near();

        Assert.False(_choice.ShouldPack(Range));
    }

    [Fact]
    public void ShouldPack_SomethingCameBroken_IsPlainForEver()
    {
        Came(packed: false, megabytesPerSecond: 20);
        _choice.Broken();

        Assert.False(_choice.ShouldPack(Range));
    }

    private void Came(bool packed, double megabytesPerSecond) => _choice.Measured(packed, Range, TimeSpan.FromSeconds(Range / megabytesPerSecond / 1e6));
}
