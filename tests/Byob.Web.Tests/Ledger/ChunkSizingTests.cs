using Byob.Web.Ledger;
using Xunit;

namespace Byob.Web.Tests.Ledger;

public sealed class ChunkSizingTests
{
    private const long Mega = 1_000_000;

    private readonly SchedulerOptions _options = new();

    [Theory]
    // Two slots of 1 GB/s: a sixth of the rest, as long as that is worth the trip; then what a slot counts in 20 ms.
    [InlineData(600, 1000, 100)]
    [InlineData(60, 1000, 20)]
    [InlineData(1, 1000, 20)]
    // At 100 MB/s, 20 ms are 2 MB.
    [InlineData(6, 100, 2)]
    public void Next_TowardsTheEnd_ShrinksToWhatIsWorthTheTrip(long freeMega, long slotMega, long expectedMega) =>
        Assert.Equal(expectedMega * Mega, ChunkSizing.Next(Demand(freeMega, slotMega), _options), tolerance: 1.0);

    [Fact]
    public void Next_OfASlowSlot_IsTheSmallestChunk() => Assert.Equal(_options.SmallestChunkBytes, ChunkSizing.Next(Demand(1, 10), _options));

    [Fact]
    public void Next_OfAFastSlotWithLittleMemory_StaysWithinIt() =>
        Assert.Equal(8 * Mega, ChunkSizing.Next(Demand(1, 1000) with { MemoryBytes = 64 * Mega }, _options));

    [Fact]
    public void Next_OfAFastSlot_StaysWithinTheLargestChunk()
    {
        _options.LargestChunkBytes = 2 * Mega;

        Assert.Equal(2 * Mega, ChunkSizing.Next(Demand(1, 1000), _options));
    }

    private static SizingDemand Demand(long freeMega, long slotMega) => new(freeMega * Mega, 2.0 * slotMega * Mega, slotMega * Mega, Measured: true, MemoryBytes: 0);
}
