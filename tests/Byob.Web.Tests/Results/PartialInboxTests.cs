using System.Security.Cryptography;
using System.Text;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Partials;
using Byob.Web.Live;
using Byob.Web.Results;
using Xunit;

namespace Byob.Web.Tests.Results;

public sealed class PartialInboxTests
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Join(' ', CountedJob.Words(5_000)));
    private static readonly ByteRange Range = new(0, Text.Length);
    private static readonly byte[] Partial = CountedJob.Partial(Text, Range);
    private static readonly JobId Job = JobId.New();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(777, 0)]
    [InlineData(64 << 10, 0)]
    [InlineData(777, 1000)]
    [InlineData(777, 1 << 20)]
    [InlineData(64 << 10, 1 << 20)]
    public async Task Store_GoodPartial_IsOnDiskUnderItsHash(int frameBytes, int shortBytes)
    {
        await using var host = await ResultsHost.StartAsync(("ShortPartialBytes", shortBytes.ToString(null as IFormatProvider)));

        var stored = await host.Inbox.StoreAsync(Job, Range, CountOptions.Exact, CountedJob.Frames(Partial, frameBytes), Stop);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Partial)), stored.Sha256);
        Assert.Equal(Partial, Read(host.Inbox.Locate(Job, stored.Sha256)!));
        Assert.Equal(Partial.Length, stored.Length);
        Assert.Equal(5_000, stored.TotalWords);
        Assert.Equal(CountedJob.Words(5_000).Distinct().Count(), stored.DistinctWords);
        Assert.True(host.Inbox.Exists(Job, stored.Sha256));
        Assert.False(host.Inbox.Exists(JobId.New(), stored.Sha256));
        Assert.Empty(host.Leftovers());
    }

    [Fact]
    public async Task Store_TheSameTwice_ChangesNothing()
    {
        await using var host = await ResultsHost.StartAsync();

        var first = await host.Inbox.StoreAsync(Job, Range, CountOptions.Exact, CountedJob.Frames(Partial), Stop);
        var second = await host.Inbox.StoreAsync(Job, Range, CountOptions.Exact, CountedJob.Frames(Partial), Stop);

        Assert.Equal(first.Sha256, second.Sha256);
        Assert.Single(Directory.GetFiles(Path.Combine(host.Folder.Partials, Job.ToString())));
    }

    [Fact]
    public async Task Store_Partial_TellsItsTopWords()
    {
        await using var host = await ResultsHost.StartAsync(("TopWordsPerPartial", "3"));
        var text = "b b b a a a c c d d d d e"u8.ToArray();
        var range = new ByteRange(100, 100 + text.Length);
        var partial = CountedJob.Partial(text, new ByteRange(0, text.Length));

        var stored = await host.Inbox.StoreAsync(Job, range, CountOptions.Exact, CountedJob.Frames(partial), Stop);

        Assert.Equal([new WordCount("d", 4), new WordCount("a", 3), new WordCount("b", 3)], stored.TopWords);
        Assert.False(stored.TopWordsComplete);
    }

    [Fact]
    public async Task Store_PartialWithFewWords_ListsThemAll()
    {
        await using var host = await ResultsHost.StartAsync();
        var text = "b a b"u8.ToArray();
        var partial = CountedJob.Partial(text, new ByteRange(0, 5));

        var stored = await host.Inbox.StoreAsync(Job, new ByteRange(0, 5), CountOptions.Exact, CountedJob.Frames(partial), Stop);

        Assert.Equal([new WordCount("b", 2), new WordCount("a", 1)], stored.TopWords);
        Assert.True(stored.TopWordsComplete);
    }

    public static TheoryData<string> BadPartials => [.. Bad.Keys];

    private static readonly Dictionary<string, (byte[] Bytes, string Fault)> Bad = new()
    {
        ["nothing"] = ([], "ends within the header"),
        ["cut off"] = (Partial[..^1], "ends within the totals"),
        ["goes on"] = ([.. Partial, 0], "behind its end"),
        ["damaged"] = ([.. Partial[..200], (byte)(Partial[200] ^ 1), .. Partial[201..]], "checksum of block 0"),
        ["other options"] = (CountedJob.Partial(Text, Range, new CountOptions(FoldCase: true)), "other options"),
        ["other range"] = (CountedJob.Partial(Text, new ByteRange(0, Text.Length - 1)), "another length"),
        ["too long"] = (new byte[Text.Length * 2 + (1 << 20) + 1], "the most that its range can need"),
    };

    [Theory]
    [MemberData(nameof(BadPartials))]
    public async Task Store_BadPartial_IsRefusedAndLeavesNothing(string which)
    {
        await using var host = await ResultsHost.StartAsync();

        var refusal = await Assert.ThrowsAsync<PartialFormatException>(() =>
            host.Inbox.StoreAsync(Job, Range, CountOptions.Exact, CountedJob.Frames(Bad[which].Bytes, 100_000), Stop));

        Assert.Contains(Bad[which].Fault, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(host.Leftovers());
        Assert.Empty(Directory.GetFileSystemEntries(host.Folder.Partials));
    }

    [Theory]
    [InlineData(0)]
    [InlineData((128 << 10) + 1)]
    public async Task Store_FrameOfALengthThatNoFrameHas_IsRefused(int length)
    {
        await using var host = await ResultsHost.StartAsync();

        var refusal = await Assert.ThrowsAsync<PartialFormatException>(() => host.Inbox.StoreAsync(Job, Range, CountOptions.Exact, OneFrame(length), Stop));

        Assert.Contains($"and one has {length}", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(host.Leftovers());
    }

    [Fact]
    public async Task Store_WithoutSpace_SaysWhatToDo()
    {
        await using var host = await ResultsHost.StartAsync(("KeepFreeBytes", long.MaxValue.ToString(null as IFormatProvider)));

        var refusal = await Assert.ThrowsAsync<IOException>(() => host.Inbox.StoreAsync(Job, Range, CountOptions.Exact, CountedJob.Frames(Partial), Stop));

        Assert.Contains("Delete datasets or results", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(host.Leftovers());
    }

    [Fact]
    public async Task Store_SenderGoesAway_LeavesNothing()
    {
        await using var host = await ResultsHost.StartAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => host.Inbox.StoreAsync(Job, Range, CountOptions.Exact, GoesAway(), Stop));

        Assert.Empty(host.Leftovers());
        Assert.Empty(Directory.GetFileSystemEntries(host.Folder.Partials));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    public async Task Find_StoredPartial_IsWhatItWas(int shortBytes)
    {
        await using var host = await ResultsHost.StartAsync(("ShortPartialBytes", shortBytes.ToString(null as IFormatProvider)));
        var stored = await host.Inbox.StoreAsync(Job, Range, CountOptions.Exact, CountedJob.Frames(Partial), Stop);

        var found = await host.Inbox.FindAsync(Job, stored.Sha256, Range, CountOptions.Exact, Stop);

        Assert.Equal(stored.TopWords, found!.TopWords);
        Assert.Equal(stored, found with { TopWords = stored.TopWords });
        Assert.Null(await host.Inbox.FindAsync(Job, new string('0', 64), Range, CountOptions.Exact, Stop));
        Assert.Null(await host.Inbox.FindAsync(Job, stored.Sha256, Range, new CountOptions(MinLength: 2), Stop));

        using (var file = File.OpenHandle(host.Inbox.Locate(Job, stored.Sha256)!.Path, access: FileAccess.ReadWrite, share: FileShare.ReadWrite))
            RandomAccess.Write(file, "damage"u8, 500);
        Assert.Null(await host.Inbox.FindAsync(Job, stored.Sha256, Range, CountOptions.Exact, Stop));

        // Counted again, it is whole again, though it has the same hash.
        await host.Inbox.StoreAsync(Job, Range, CountOptions.Exact, CountedJob.Frames(Partial), Stop);
        Assert.NotNull(await host.Inbox.FindAsync(Job, stored.Sha256, Range, CountOptions.Exact, Stop));
    }

    [Fact]
    public async Task DeleteJob_DeletesItsPartialsAlone()
    {
        await using var host = await ResultsHost.StartAsync();
        var other = JobId.New();
        var stored = await host.Inbox.StoreAsync(Job, Range, CountOptions.Exact, CountedJob.Frames(Partial), Stop);
        await host.Inbox.StoreAsync(other, Range, CountOptions.Exact, CountedJob.Frames(Partial), Stop);

        host.Inbox.DeleteJob(Job);
        host.Inbox.DeleteJob(Job);

        Assert.False(host.Inbox.Exists(Job, stored.Sha256));
        Assert.True(host.Inbox.Exists(other, stored.Sha256));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../party.db")]
    [InlineData("ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789")]
    public async Task Exists_OfWhatIsNoHash_IsAnError(string sha256)
    {
        await using var host = await ResultsHost.StartAsync();

        Assert.Throws<ArgumentException>(() => host.Inbox.Exists(Job, sha256));
    }

    private static byte[] Read(PartialPlace place)
    {
        using var file = File.OpenHandle(place.Path, share: FileShare.ReadWrite);
        var bytes = new byte[place.Length];
        Assert.Equal(bytes.Length, RandomAccess.Read(file, bytes, place.Offset ?? 0));
        Assert.True(place.Offset is not null || RandomAccess.GetLength(file) == bytes.Length);
        return bytes;
    }

    private static async IAsyncEnumerable<byte[]> OneFrame(int length)
    {
        await Task.Yield();
        yield return new byte[length];
    }

    private static async IAsyncEnumerable<byte[]> GoesAway()
    {
        await Task.Yield();
        yield return Partial[..100];
        throw new OperationCanceledException("The connection is gone.");
    }
}
