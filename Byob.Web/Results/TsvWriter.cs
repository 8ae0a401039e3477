using System.Buffers.Text;
using Byob.Shared.Counting;

namespace Byob.Web.Results;

/// <summary>Writes <c>word, tab, count, line feed</c> lines. A word is letters only, so nothing in it needs an escape.</summary>
internal sealed class TsvWriter(Stream output) : IWordSink
{
    private const int LongestEnd = 32;

    public void Add(ReadOnlySpan<byte> word, long count)
    {
        Span<byte> end = stackalloc byte[LongestEnd];
        end[0] = (byte)'\t';
        Utf8Formatter.TryFormat(count, end[1..], out var digits);
        end[digits + 1] = (byte)'\n';
        output.Write(word);
        output.Write(end[..(digits + 2)]);
    }
}
