using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Partials;
using Byob.Worker.Counting;
using Byob.Worker.Limits;
using Byob.Worker.Status;
using Byob.Worker.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;

namespace Byob.Worker.Tests.Counting;

/// <summary>Chunks whose bytes are at hand: the counter reads them itself.</summary>
public sealed class DirectReadingTests : IDisposable
{
    private const int Piece = 256 << 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly byte[] _text = Texts.Make(300_000);
    private readonly TempFolder _folder = new();
    private readonly ChunkWork _work;

    public DirectReadingTests()
    {
        var start = AfterWord(100_000);
        var lease = new ChunkLease(LeaseToken.New(1), new JobId(Guid.Empty), 1, new DatasetId(Guid.Empty), _text.Length, new ByteRange(start, _text.Length), 1, CountOptions.Exact);
        _work = new ChunkWork(1, lease, _folder["1.partial"]);
    }

    private long Start => _work.Lease.Range.Start;

    public void Dispose()
    {
        _work.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Count_BytesAtHand_CountsExactlyTheRange()
    {
        await CountAsync((offset, bytes) => Copy(offset, bytes, most: 100_000));

        AssertCounted(_text.Length);
    }

    [Fact]
    public async Task Count_ShrunkInTheMiddle_CountsExactlyTheBeginning()
    {
        var end = AfterWord(Start + Piece + 70_000);
        await CountAsync((offset, bytes) =>
        {
            // The first piece is claimed, and what comes behind it is not.
            if (offset == Start)
            {
                Assert.Equal(_text.Length, _work.ShrinkTo(Start + 1000));
                Assert.Equal(end, _work.ShrinkTo(end));
            }

            return Copy(offset, bytes);
        });

        AssertCounted(end);
    }

    [Fact]
    public async Task Count_Dropped_EndsWithinAPiece()
    {
        var reads = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CountAsync((offset, bytes) =>
        {
            reads++;
            _work.Drop();
            return Copy(offset, bytes);
        }));

        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task Count_FileBecameShorter_IsAFaultOfReading()
    {
        var fault = await Assert.ThrowsAsync<RangeReadException>(() => CountAsync((offset, bytes) => offset < Start + Piece ? Copy(offset, bytes) : 0));

        Assert.Contains("too early", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Count_DiskFails_IsAFaultOfReading()
    {
        var fault = await Assert.ThrowsAsync<RangeReadException>(() => CountAsync((_, _) => throw new IOException("The disk is tired.")));

        Assert.Contains("The disk is tired.", fault.Message, StringComparison.Ordinal);
    }

    private async Task CountAsync(ReadAt read)
    {
        var reader = new ChunkReader(new AtHand(read), () => true, TimeProvider.System, NullLogger<ChunkReader>.Instance);
        var counter = new ChunkCounter(new RateMeter(TimeProvider.System), () => long.MaxValue, new WorkerThrottle(TimeProvider.System));
        await Task.WhenAll(reader.ReadAsync(_work), counter.CountAsync(_work)).WaitAsync(s_patience, TestContext.Current.CancellationToken);
    }

    private int Copy(long offset, Span<byte> bytes, int most = int.MaxValue)
    {
        var length = (int)Math.Min(Math.Min(bytes.Length, most), _text.Length - offset);
        _text.AsSpan((int)offset, length).CopyTo(bytes);
        return length;
    }

    private long AfterWord(long offset) => Array.IndexOf(_text, (byte)' ', (int)offset) + 1;

    private void AssertCounted(long end)
    {
        var partial = File.ReadAllBytes(_work.PartialPath);
        using var reader = new PartialReader(new MemoryStream(partial));
        Assert.Equal(end - Start, reader.Header.CountedBytes);
        Assert.Equal(Texts.Count(_text.AsSpan((int)Start, (int)(end - Start))), Texts.Merge([partial]));
        Assert.Equal(end - Start, _work.BytesRead);
        Assert.Equal(end - Start, _work.BytesCounted);
    }

    private delegate int ReadAt(long offset, Span<byte> bytes);

    private sealed class AtHand(ReadAt read) : IDirectRangeSource
    {
        public IDirectBytes OpenDirect(ChunkLease lease) => new Bytes(read);

        public ValueTask<Stream> OpenAsync(ChunkLease lease, ByteRange range, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The bytes are at hand.");

        private sealed class Bytes(ReadAt read) : IDirectBytes
        {
            public int Read(long offset, Span<byte> bytes) => read(offset, bytes);

            public void Dispose()
            {
            }
        }
    }
}
