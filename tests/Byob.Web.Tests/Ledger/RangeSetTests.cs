using Byob.Shared.Chunks;
using Byob.Web.Ledger;
using CsCheck;
using Xunit;

namespace Byob.Web.Tests.Ledger;

public sealed class RangeSetTests
{
    private const int Space = 64;

    [Fact]
    public void RangeSet_AnyAddsAndRemoves_EqualsASetOfBytes()
    {
        var range = Gen.Select(Gen.Int[0, Space], Gen.Int[0, Space]).Select(pair => new ByteRange(Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2)));
        Gen.Select(Gen.Bool, range).List[0, 40].Sample(steps =>
        {
            var set = new RangeSet();
            var bytes = new SortedSet<long>();
            foreach (var (add, step) in steps)
            {
                var inStep = Enumerable.Range((int)step.Start, (int)step.Length).Select(at => (long)at).ToList();
                if (add)
                {
                    Assert.Equal(inStep.Count(bytes.Contains), set.Add(step));
                    bytes.UnionWith(inStep);
                }
                else
                {
                    set.Remove(step);
                    bytes.ExceptWith(inStep);
                }

                Assert.Equal(bytes.Count, set.Bytes);
                Assert.Equal(bytes, set.Ranges.SelectMany(r => Enumerable.Range((int)r.Start, (int)r.Length).Select(at => (long)at)));
                Assert.Equal(inStep.All(bytes.Contains), set.Covers(step));
            }

            // Neighbours are joined: between two ranges there is always a byte that is not in the set.
            Assert.All(set.Ranges.Zip(set.Ranges.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
        });
    }
}
