using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Partials;
using Byob.Worker.Counting;
using Byob.Worker.Limits;
using Byob.Worker.Status;
using Byob.Worker.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;

namespace Byob.Worker.Tests.Counting;

/// <summary>A chunk whose end is moved while it is read and counted.</summary>
public sealed class ShrunkWorkTests : IDisposable
{
    private const int Piece = 256 << 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly byte[] _text = Texts.Make(300_000);
    private readonly TempFolder _folder = new();
    private readonly SteppedSource _source;
    private readonly ChunkWork _work;

    public ShrunkWorkTests()
    {
        _source = new SteppedSource(_text);
        // Begins away from 0, so that offsets of the dataset and of the chunk cannot be taken for one another.
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
    public async Task ShrinkTo_BehindThePieceThatIsRead_CountsExactlyTheBeginning()
    {
        var done = Begin();
        _source.Allow(Start + Piece + 1000);
        await StarvedAtAsync(Start + Piece + 1000);
        var end = AfterWord(Start + (2 * Piece) + 70_000);

        Assert.Equal(end, _work.ShrinkTo(end));
        _source.Allow(_text.Length);
        await done;

        AssertCounted(end);
    }

    [Fact]
    public async Task ShrinkTo_WhereTheReaderIs_EndsWithoutAnotherByte()
    {
        // Nobody counts yet: three pieces wait, and the fourth is read and claimed, but nothing behind it.
        _source.Allow(Start + (4 * Piece));
        var reading = Reader().ReadAsync(_work);
        await _source.Served.NextAsync(at => at == Start + (4 * Piece));
        var end = Start + (4 * Piece);

        Assert.Equal(end, _work.ShrinkTo(end));
        await Task.WhenAll(reading, Counter().CountAsync(_work)).WaitAsync(s_patience, TestContext.Current.CancellationToken);

        Assert.Equal(4 * Piece, _work.BytesRead);
        AssertCounted(end);
    }

    [Fact]
    public async Task ShrinkTo_InsideThePieceThatIsRead_IsTooLate()
    {
        var done = Begin();
        _source.Allow(Start + Piece + 1000);
        await StarvedAtAsync(Start + Piece + 1000);

        Assert.Equal(_text.Length, _work.ShrinkTo(AfterWord(Start + Piece + 2000)));
        _source.Allow(_text.Length);
        await done;

        AssertCounted(_text.Length);
    }

    [Fact]
    public async Task ShrinkTo_AllRead_IsTooLate()
    {
        _source.Allow(_text.Length);
        await Begin();

        Assert.Equal(_text.Length, _work.ShrinkTo(_text.Length - 1));
    }

    [Fact]
    public async Task ShrinkTo_ToAnEarlierEndAgain_CountsTheEarliest()
    {
        var done = Begin();
        _source.Allow(Start + 10);
        await StarvedAtAsync(Start + 10);
        var late = AfterWord(Start + (3 * Piece));
        var early = AfterWord(Start + (2 * Piece));

        Assert.Equal(late, _work.ShrinkTo(late));
        Assert.Equal(early, _work.ShrinkTo(early));
        Assert.Equal(early, _work.ShrinkTo(late));
        _source.Allow(_text.Length);
        await done;

        AssertCounted(early);
    }

    [Fact]
    public async Task ShrinkTo_ReadBrokeOff_ThePieceIsNotCommittedAnyMore()
    {
        var end = AfterWord(Start + Piece + 2000);
        // Asked between the fault and the next try: there the chunk is shrunk.
        var done = Begin(online: () => _work.ShrinkTo(end) == end);
        _source.Allow(Start + Piece + 1000);
        await StarvedAtAsync(Start + Piece + 1000);
        Assert.Equal(_text.Length, _work.ShrinkTo(end));

        _source.Allow(_text.Length, breaks: true);
        await done;

        AssertCounted(end);
    }

    [Fact]
    public void Claim_Unclaim_FreesWhatIsNotRead()
    {
        Assert.Equal(Piece, _work.Claim(Piece));
        Assert.Equal(_text.Length, _work.ShrinkTo(Start + 1000));

        _work.Unclaim();

        Assert.Equal(Start + 1000, _work.ShrinkTo(Start + 1000));
        Assert.Equal(1000, _work.Claim(Piece));
        _work.AddRead(1000);
        Assert.Equal(0, _work.Claim(Piece));
        Assert.Equal(new ByteRange(Start, Start + 1000), _work.Range);
    }

    private static ChunkCounter Counter() => new(new RateMeter(TimeProvider.System), () => long.MaxValue, new WorkerThrottle(TimeProvider.System));

    private ChunkReader Reader(Func<bool>? online = null) => new(_source, online ?? (() => true), TimeProvider.System, NullLogger<ChunkReader>.Instance);

    private Task Begin(Func<bool>? online = null) =>
        Task.WhenAll(Reader(online).ReadAsync(_work), Counter().CountAsync(_work)).WaitAsync(s_patience, TestContext.Current.CancellationToken);

    private Task<long> StarvedAtAsync(long offset) => _source.Starved.NextAsync(at => at == offset);

    /// <summary>The first offset behind a space at or after <paramref name="offset"/>.</summary>
    private long AfterWord(long offset) => Array.IndexOf(_text, (byte)' ', (int)offset) + 1;

    private void AssertCounted(long end)
    {
        var partial = File.ReadAllBytes(_work.PartialPath);
        using var reader = new PartialReader(new MemoryStream(partial));
        Assert.Equal(end - Start, reader.Header.CountedBytes);
        Assert.Equal(Texts.Count(_text.AsSpan((int)Start, (int)(end - Start))), Texts.Merge([partial]));
        Assert.Equal(end - Start, _work.BytesCounted);
    }
}
