using System.Text;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Datasets;
using Byob.Web.Jobs;
using CsCheck;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Byob.Web.Tests.Jobs;

public sealed class FileCutAlignerTests : IDisposable
{
    /// <summary>The aligner reads so much at a time.</summary>
    private const int Window = 64 * 1024;

    private static readonly Gen<byte[]> GenRandomBytes = Gen.Byte.Array[1, 300];
    private static readonly Gen<byte[]> GenFewBytes = Pick<byte>((byte)'a', (byte)' ', 0xC3, 0xA9, 0x80, 0xF0, 0x9F, 0x98, 0x80, 0xFF, 0xE2).Array[1, 300];
    private static readonly Gen<byte[]> GenText = Pick("a", "é", "語", "𝒳", " ", "—", "😀", "7", "'", "\u0301").Array[1, 100].Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts)));

    private readonly OneFile _file = new();
    private readonly FileCutAligner _aligner;
    private readonly JobId _job = JobId.New();

    public FileCutAlignerTests() => _aligner = new FileCutAligner(_file, TimeProvider.System);

    public void Dispose()
    {
        _aligner.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void Align_AnyBytesAnywhere_TheHalvesCountAsTheWhole() =>
        Gen.OneOf(GenRandomBytes, GenFewBytes, GenText).SelectMany(bytes => Gen.Int[0, bytes.Length].Select(wanted => (bytes, wanted))).Sample(
            sample =>
            {
                Open(sample.bytes);
                var cut = _aligner.Align(_job, sample.wanted);
                Assert.Null(cut.Problem);
                Assert.InRange(cut.Position, sample.wanted, sample.bytes.Length);
                Assert.Equal(Counts(sample.bytes), Counts(sample.bytes[..(int)cut.Position], sample.bytes[(int)cut.Position..]));
            },
            iter: 3000,
            threads: 1);

    [Fact]
    public void Align_PlaceThatIsBetweenWords_StaysThere()
    {
        Open("one two  three"u8.ToArray());

        Assert.Equal([4L, 4, 4, 4], new[] { 1L, 2, 3, 4 }.Select(Align));
        Assert.Equal([8L, 9, 9 + 5, 14], new[] { 8L, 9, 10, 14 }.Select(Align));
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void Align_SeparatorAtTheBorderOfTheWindow_IsFound(int offset)
    {
        // Letters of two bytes, so that the window cuts one in half; the separator has three.
        var bytes = Encoding.UTF8.GetBytes(new string('é', Window));
        const int wanted = 1000;
        var at = wanted + Window + offset;
        at += at % 2;
        "\u2014"u8.CopyTo(bytes.AsSpan(at));
        bytes[at + 3] = (byte)'a';

        Open(bytes);

        Assert.Equal(at + 3, Align(wanted));
    }

    [Fact]
    public void Align_NoBoundaryToTheEnd_IsTheEnd()
    {
        Open(Encoding.UTF8.GetBytes(new string('語', 3 * Window)));

        Assert.Equal(9L * Window, Align(10));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1000)]
    public void Align_AtOrBeyondTheEnd_IsTheEnd(long wanted)
    {
        Open("one two"u8.ToArray());

        Assert.Equal(7, Align(wanted));
    }

    [Fact]
    public void Align_WordLongerThanWordsMayBe_IsAProblemAndNotAnEndlessSearch()
    {
        _file.Write(stream =>
        {
            var letters = Encoding.ASCII.GetBytes(new string('a', 1 << 20));
            for (var mib = 0; mib < 66; mib++)
                stream.Write(letters);
        });
        Assert.Null(_aligner.Open(_job, default));

        Assert.Contains("64 MiB", _aligner.Align(_job, 10).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Align_FileThatIsGone_SaysSo()
    {
        _file.Problem = new FileNotFoundException("It is not there.");

        Assert.Equal("It is not there.", _aligner.Open(_job, default));
        Assert.Equal("It is not there.", _aligner.Align(_job, 10).Problem);
    }

    [Fact]
    public void Align_FileThatMayNotBeRead_SaysSo()
    {
        _file.Problem = new UnauthorizedAccessException("It may not be read.");

        Assert.Equal("It may not be read.", _aligner.Open(_job, default));
        Assert.NotNull(_aligner.Align(_job, 10).Problem);
    }

    [Fact]
    public void Align_JobThatWasClosed_SaysSo()
    {
        Open("one two"u8.ToArray());
        _aligner.Close(_job);

        Assert.NotNull(_aligner.Align(_job, 1).Problem);
        Assert.True(_file.Last!.IsClosed);
    }

    [Fact]
    public void Open_Again_ClosesTheFirst()
    {
        Open("one two"u8.ToArray());
        var first = _file.Last!;

        Open("one two"u8.ToArray());

        Assert.True(first.IsClosed);
    }

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private long Align(long wanted) => _aligner.Align(_job, wanted).Position;

    private void Open(byte[] bytes)
    {
        _file.Write(stream => stream.Write(bytes));
        Assert.Null(_aligner.Open(_job, default));
    }

    private static SortedDictionary<string, long> Counts(params byte[][] parts)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var counter = new WordCounter(CountOptions.Exact);
            counter.Append(part);
            counter.Complete();
            counter.WriteTo(new Sink(counts));
        }

        return counts;
    }

    private sealed class Sink(SortedDictionary<string, long> counts) : IWordSink
    {
        public void Add(ReadOnlySpan<byte> word, long count)
        {
            var text = Convert.ToHexString(word);
            counts[text] = counts.GetValueOrDefault(text) + count;
        }
    }

    private sealed class OneFile : IDatasetBytes, IDisposable
    {
        private readonly string _path = Path.GetTempFileName();

        public Exception? Problem { get; set; }

        public SafeFileHandle? Last { get; private set; }

        public void Write(Action<FileStream> write)
        {
            using var stream = File.Open(_path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
            write(stream);
        }

        public SafeFileHandle Open(DatasetId id) => Problem is null ? Last = File.OpenHandle(_path, share: FileShare.ReadWrite) : throw Problem;

        public void Dispose() => File.Delete(_path);
    }
}
