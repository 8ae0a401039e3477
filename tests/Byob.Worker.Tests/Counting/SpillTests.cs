using System.Text;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Worker.Counting;
using Byob.Worker.Limits;
using Byob.Worker.Status;
using Byob.Worker.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;

namespace Byob.Worker.Tests.Counting;

/// <summary>Chunks with more words than a slot's memory takes.</summary>
public sealed class SpillTests : IDisposable
{
    private const int Piece = 256 << 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    // A run a piece: so few are merged at once, and so many take rounds.
    [InlineData(3)]
    [InlineData(34)]
    public async Task Count_WordsBeyondTheMemory_GivesThePartialOfOneThatHadRoom(int pieces)
    {
        var text = RichText(pieces * Piece);

        var roomy = await CountAsync(text, long.MaxValue);
        var tight = await CountAsync(text, 1);

        Assert.True(roomy.AsSpan().SequenceEqual(tight));
        Assert.Equal(Texts.Count(text), Texts.Merge([tight]));
        Assert.Equal(["1.partial"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Count_FoldedWordsBeyondTheMemory_GivesThePartialOfOneThatHadRoom()
    {
        var text = RichText(5 * Piece);
        var options = new CountOptions(FoldCase: true, MinLength: 3);

        var roomy = await CountAsync(text, long.MaxValue, options);
        var tight = await CountAsync(text, 1, options);

        Assert.True(roomy.AsSpan().SequenceEqual(tight));
    }

    [Fact]
    public void Append_MoreWordsThanTheShare_KeepsTheMemory()
    {
        const long Share = 8 << 20;
        var counter = new WordCounter(CountOptions.Exact);
        using var work = Work(new byte[31 * Piece]);
        using var words = new ChunkWords(counter, work, Share);

        for (var piece = 0; piece < 30; piece++)
            words.Append(RichText(Piece, seed: piece));

        Assert.True(Runs().Count > 1);
        // The fixed tables of a counter come on top, and what one piece adds before it is looked at.
        Assert.InRange(counter.MemoryBytes, 0, Share + (16 << 20));
    }

    [Fact]
    public void Append_MoreWordsThanTheCounterHasRoomFor_SetsThemAsideAndLosesNone()
    {
        var pieces = Enumerable.Range(0, 6).Select(seed => RichText(Piece, seed)).ToList();
        byte[] text = [.. pieces.SelectMany(piece => piece)];
        using var work = Work(text);
        using var words = new ChunkWords(new WordCounter(CountOptions.Exact) { MostWords = (Piece / 2) + 20_000 }, work, long.MaxValue);

        pieces.ForEach(piece => words.Append(piece));
        Assert.NotEmpty(Runs());
        words.WritePartial();

        Assert.Equal(Texts.Count(text), Texts.Merge([File.ReadAllBytes(work.PartialPath)]));
    }

    [Fact]
    public void Append_WordCutByASpill_IsOneWord()
    {
        using var work = Work(RichText(Piece));
        using var words = new ChunkWords(new WordCounter(CountOptions.Exact), work, 1);

        words.Append("one tw"u8);
        words.Append("o thr\u00C3"u8[..^1]);
        words.WritePartial();

        Assert.Equal([new("one", 1), new("thr", 1), new("two", 1)], Texts.Merge([File.ReadAllBytes(work.PartialPath)]));
    }

    [Fact]
    public void Dispose_NotFinished_LeavesNoRunBehind()
    {
        using var work = Work(RichText(Piece));
        using (var words = new ChunkWords(new WordCounter(CountOptions.Exact), work, 1))
        {
            words.Append("some words "u8);
            Assert.Single(Runs());
        }

        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public void Write_OlderRunBroken_IsAFaultOfTheDisk()
    {
        using var work = Work(RichText(Piece));
        using var words = new ChunkWords(new WordCounter(CountOptions.Exact), work, 1);
        words.Append("some words "u8);
        var run = Runs().Single();
        var bytes = File.ReadAllBytes(run);
        bytes[^1] ^= 1;
        File.WriteAllBytes(run, bytes);

        Assert.Throws<IOException>(words.WritePartial);
    }

    private List<string> Runs() => [.. Directory.EnumerateFiles(_folder.Path, "*.run")];

    private ChunkWork Work(byte[] text, CountOptions? options = null)
    {
        var lease = new ChunkLease(LeaseToken.New(1), new JobId(Guid.Empty), 1, new DatasetId(Guid.Empty), text.Length, Texts.All(text), 1, options ?? CountOptions.Exact);
        return new ChunkWork(1, lease, _folder["1.partial"]);
    }

    private async Task<byte[]> CountAsync(byte[] text, long memory, CountOptions? options = null)
    {
        using var work = Work(text, options);
        var source = new SteppedSource(text);
        source.Allow(text.Length);
        var reader = new ChunkReader(source, () => true, TimeProvider.System, NullLogger<ChunkReader>.Instance);
        var counter = new ChunkCounter(new RateMeter(TimeProvider.System), () => memory, new WorkerThrottle(TimeProvider.System));
        await Task.WhenAll(reader.ReadAsync(work), counter.CountAsync(work)).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        return await File.ReadAllBytesAsync(work.PartialPath, TestContext.Current.CancellationToken);
    }

    /// <summary>Words of one to thirty letters, most of them different from all others.</summary>
    private static byte[] RichText(int bytes, int seed = 1)
    {
        var letters = "a b c d E F G \u00E9 \u00C9 \u0436 \u4E2D".Split(' ').Select(Encoding.UTF8.GetBytes).ToArray();
        var random = new Random(seed);
        using var text = new MemoryStream(bytes + 100);
        while (text.Length < bytes)
        {
            for (var letter = random.Next(1, 31); letter > 0; letter--)
                text.Write(letters[random.Next(letters.Length)]);
            text.WriteByte((byte)' ');
        }

        return text.ToArray();
    }
}
