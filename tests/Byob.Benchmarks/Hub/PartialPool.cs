using System.Globalization;
using System.Text;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Partials;

namespace Byob.Benchmarks.Hub;

/// <summary>Small partials, each unlike all others, made before the clock runs: what is measured is the master.</summary>
internal sealed class PartialPool
{
    private const int Words = 24;

    private readonly byte[][] _made;
    private readonly long _length;
    private int _next;

    /// <param name="length">Bytes of the chunks that most of them are for.</param>
    public PartialPool(int partials, long length)
    {
        _length = length;
        _made = new byte[partials][];
        for (var number = 0; number < partials; number++)
            _made[number] = Make(number, length);
    }

    /// <summary>A partial for the range that nobody got before.</summary>
    public byte[] For(ByteRange range)
    {
        var number = Interlocked.Increment(ref _next) - 1;
        return range.Length == _length && number < _made.Length ? _made[number] : Make(number, range.Length);
    }

    private static byte[] Make(int number, long length)
    {
        using var output = new MemoryStream();
        using var writer = new PartialWriter(output, new PartialHeader(CountOptions.Exact, length));
        for (var word = 0; word < Words; word++)
            writer.Add(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"word{(char)('a' + word)}{Letters(number)}")), 1);
        writer.Complete();
        return output.ToArray();
    }

    private static string Letters(int number) => string.Concat(number.ToString("D8", CultureInfo.InvariantCulture).Select(digit => (char)(digit - '0' + 'a')));
}
