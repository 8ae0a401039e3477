using System.Buffers;
using System.Text;
using Byob.Shared.Counting;
using CsCheck;
using Xunit;

namespace Byob.Shared.Tests.Counting;

public sealed class Utf8Tests
{
    [Fact]
    public void Decode_OfAnyBytes_IsTheRuntimes() =>
        Gen.OneOf(Texts.Any, Gen.Byte.Array[1, 6], NearTheEdges).Where(bytes => bytes.Length > 0).Sample(
            bytes =>
            {
                var length = Utf8.Decode(bytes, out var codePoint);
                var valid = Rune.DecodeFromUtf8(bytes, out var rune, out var runeLength) == OperationStatus.Done;
                Assert.Equal(valid ? (runeLength, rune.Value) : (1, Utf8.Invalid), (length, codePoint));
            },
            iter: 50_000);

    [Fact]
    public void UnfinishedTail_OfAnyBytes_HoldsWhatTheRuntimeWaitsFor() =>
        Gen.OneOf(Texts.Any, NearTheEdges).Sample(
            bytes =>
            {
                var tail = Utf8.UnfinishedTail(bytes);
                Assert.InRange(tail, 0, 3);
                // From its last code point on, as the runtime sees it.
                if (Rune.DecodeLastFromUtf8(bytes, out _, out var length) == OperationStatus.NeedMoreData && bytes.Length > 0)
                    Assert.True(tail >= length);
            },
            iter: 20_000);

    [Fact]
    public void Count_OfText_IsItsCodePoints() => Assert.Equal(5, Utf8.Count("aé語𝒳b"u8));

    /// <summary>Sequences whose every byte stands at the edge of what may stand there.</summary>
    private static Gen<byte[]> NearTheEdges =>
        Gen.Int[0, Edges.Length - 1].Select(place => Edges[place]).Array[1, 5];

    private static readonly byte[] Edges =
        [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF];
}
