using System.Buffers.Binary;
using System.Security.Cryptography;
using Byob.Shared.Chunks;
using Byob.Web.Datasets;
using Byob.Web.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Datasets;

/// <summary>Packed files become their text: to the last byte or not at all, and never more than there is room for.</summary>
public sealed class PackedDatasetTests : IAsyncLifetime
{
    private static readonly byte[] Text = Packed.Text(3_000_000);
    private static readonly string TextSha256 = Sha256(Text);

    private DatasetsHost _host = null!;

    private TusClient Ann => TusClient.Of(_host, DatasetsHost.Ann);

    public async ValueTask InitializeAsync() => _host = await DatasetsHost.StartAsync(host =>
    {
        Directory.CreateDirectory(Path.Combine(host.Root, "texts"));
        host.Settings["Datasets:Folder"] = "texts";
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("gz", "moby.txt.gz", "moby.txt")]
    [InlineData("zst", "moby.ZST", "moby")]
    [InlineData("zst", "renamed.txt", "renamed.txt")]
    public async Task Upload_Packed_BecomesItsText(string packing, string sent, string kept)
    {
        var packed = Packed.Of(packing, Text);
        var id = await Ann.UploadAsync(packed, sent);
        var ready = await _host.WaitForAsync(id, DatasetState.Ready);

        Assert.Equal((kept, TextSha256, (long)Text.Length, (long?)packed.Length), (ready.Name, ready.Sha256, ready.Length, ready.PackedLength));
        await AssertKeptAsync();

        // A client that did not hear the last answer asks once more.
        using var head = await Ann.HeadAsync(id);
        Assert.Equal((packed.Length, packed.Length.ToString(null as IFormatProvider)), (TusClient.OffsetOf(head), head.Headers.GetValues("Upload-Length").Single()));

        await _host.RestartAsync();
        Assert.Equal((DatasetState.Ready, (long?)packed.Length), (_host.Find(id)!.State, _host.Find(id)!.PackedLength));
    }

    [Fact]
    public async Task Upload_PackedInSeveralMembersOrFrames_IsAllOfThem()
    {
        byte[] skippable = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        var (first, second, third) = (Text[..1_000_000], Text[1_000_000..1_000_001], Text[1_000_001..]);
        byte[] members = [.. Packed.Gzip(first), .. Packed.Gzip([]), .. Packed.Gzip(second), .. Packed.Gzip(third)];
        byte[] frames = [.. skippable, .. Packed.Zstd(first), .. Packed.Zstd(second), .. skippable, .. Packed.Zstd(third)];

        foreach (var packed in new[] { members, frames })
            Assert.Equal(TextSha256, (await _host.WaitForAsync(await Ann.UploadAsync(packed), DatasetState.Ready)).Sha256);
    }

    [Theory]
    [InlineData("gz", 0.0)]
    [InlineData("gz", 0.5)]
    [InlineData("gz", 1.0)]
    [InlineData("zst", 0.0)]
    [InlineData("zst", 0.5)]
    [InlineData("zst", 1.0)]
    public async Task Archive_TornAnywhere_IsBrokenAndSaysSo(string packing, double where)
    {
        var packed = Packed.Of(packing, Text);
        // From just behind the magic number to a single byte that is missing.
        var kept = 5 + (int)((packed.Length - 6) * where);
        await AssertBrokenAsync(packed[..kept], packing == "gz" ? "torn" : "in the middle");
    }

    [Fact]
    public async Task Archive_TornInTheSecondMember_IsBrokenAndSaysSo()
    {
        var member = Packed.Gzip(Text);
        foreach (var more in new[] { 1, 2, 3, 9, 20, 1000, member.Length - 8, member.Length - 1 })
            await AssertBrokenAsync([.. member, .. member[..more]], "torn");
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public async Task Archive_Damaged_IsBrokenAndSaysSo(string packing)
    {
        var packed = Packed.Of(packing, Text);
        foreach (var at in new[] { packed.Length / 2, packed.Length - (packing == "gz" ? 6 : 2) })
        {
            var damaged = packed.ToArray();
            damaged[at] ^= 0x10;
            await AssertBrokenAsync(damaged, "damaged");
        }

        byte[] followed = [.. packed, .. "something else"u8];
        await AssertBrokenAsync(followed, packing == "gz" ? "put behind its end" : "damaged");
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public async Task Archive_ThatIsABomb_IsStoppedEarly(string packing)
    {
        var bomb = Packed.Of(packing, new byte[64 << 20]);
        Assert.InRange(bomb.Length, 1, 100_000);
        await AssertBrokenAsync(bomb, "250 times its size");
    }

    [Fact]
    public async Task Archive_WithARoomTooSmall_IsBrokenAndSaysWhich()
    {
        var packed = Packed.Gzip(Text);
        await using (var host = await DatasetsHost.StartAsync(host => host.Settings["Datasets:LargestBytes"] = "2000000"))
            await AssertBrokenAsync(host, packed, "Datasets:LargestBytes");
        await using (var host = await DatasetsHost.StartAsync(host => host.Settings["Datasets:QuotaBytes"] = $"{packed.Length + 2_000_000}"))
            await AssertBrokenAsync(host, packed, "Datasets:QuotaBytes");
        await using (var host = await DatasetsHost.StartAsync(host => host.Settings["Datasets:KeepFreeBytes"] = "1000"))
        {
            host.Disk.SetFree(() => packed.Length + 1_000_000 - new DirectoryInfo(host.Folder.Uploads).GetFiles().Sum(file => file.Length));
            await AssertBrokenAsync(host, packed, "disk can take");
        }
    }

    [Fact]
    public async Task Archive_OfNothingOrOfAnotherOrOfSeveral_IsRefusedWithAWayOut()
    {
        var tar = new byte[10240];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        await AssertBrokenAsync(Packed.Gzip([]), "is empty inside");
        await AssertBrokenAsync(Packed.Gzip(Packed.Zstd(Text)), "packed more than once");
        await AssertBrokenAsync(Packed.Zstd(tar), "its files together");
    }

    [Fact]
    public async Task Unpacking_Deleted_StopsAndLeavesNothing()
    {
        var reached = new TaskCompletionSource();
        using var goOn = new SemaphoreSlim(0);
        var asked = 0;
        _host.Disk.SetFree(() =>
        {
            // Asked for the upload first, then for each block of the text.
            if (Interlocked.Increment(ref asked) == 3)
            {
                reached.SetResult();
                goOn.Wait(DatasetsHost.Patience);
            }

            return 1L << 40;
        });
        var id = await Ann.UploadAsync(Packed.Zstd(Text));
        await reached.Task.WaitAsync(DatasetsHost.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(DatasetState.Unpacking, _host.Find(id)!.State);

        var deleting = _host.Datasets.DeleteAsync(id, DatasetsHost.Ann, TestContext.Current.CancellationToken);
        goOn.Release();
        Assert.True((await deleting.WaitAsync(DatasetsHost.Patience, TestContext.Current.CancellationToken)).Ok);
        Assert.Empty(_host.Datasets.All);
        AssertNoFiles(_host);
    }

    [Fact]
    public async Task Master_StoppedWhileUnpacking_BeginsAnew()
    {
        var packed = Packed.Gzip(Text);
        var id = await Ann.UploadAsync(packed, "moby.txt.gz");
        await _host.WaitForAsync(id, DatasetState.Ready);
        await _host.Services.GetRequiredService<PartyStore>().WriteAsync(
            async context =>
            {
                var record = (await context.Datasets.FindAsync(id.Value))!;
                (record.Name, record.State, record.Sha256, record.Length, record.PackedLength) = ("moby.txt.gz", DatasetState.Unpacking, null, packed.Length, null);
                record.Received = packed.Length;
            },
            TestContext.Current.CancellationToken);
        await _host.RestartAsync(() =>
        {
            File.Delete(Path.Combine(_host.Root, "data", "datasets", TextSha256));
            File.WriteAllBytes(Uploaded(id), packed);
            File.WriteAllBytes(Uploaded(id) + ".text", new byte[5_000_000]);
        });

        Assert.Equal(("moby.txt", TextSha256), ((await _host.WaitForAsync(id, DatasetState.Ready)).Name, _host.Find(id)!.Sha256));
        await AssertKeptAsync();
    }

    [Fact]
    public async Task Master_CrashedBetweenRecordAndText_FindsTheText()
    {
        var packed = Packed.Gzip(Text);
        var id = await Ann.UploadAsync(packed);
        await _host.WaitForAsync(id, DatasetState.Ready);
        await _host.RestartAsync(() =>
        {
            File.Move(Path.Combine(_host.Root, "data", "datasets", TextSha256), Uploaded(id) + ".text");
            File.WriteAllBytes(Uploaded(id), packed);
        });

        Assert.Equal(DatasetState.Ready, _host.Find(id)!.State);
        await AssertKeptAsync();
    }

    [Fact]
    public async Task FolderFile_Packed_IsUnpackedIntoTheStore()
    {
        await File.WriteAllBytesAsync(Path.Combine(_host.Root, "texts", "moby.txt.zst"), Packed.Zstd(Text), TestContext.Current.CancellationToken);
        var added = await _host.Datasets.AddFromFolderAsync("moby.txt.zst", DatasetsHost.Ann, TestContext.Current.CancellationToken);
        var ready = await _host.WaitForAsync(added.Value!.Id, DatasetState.Ready);
        Assert.Equal((DatasetSource.FolderCopy, "moby.txt", TextSha256), (ready.Source, ready.Name, ready.Sha256));
        Assert.Equal(Text.Length, _host.Datasets.Room().UsedBytes);
        _host.Services.GetRequiredService<IDatasetBytes>().Open(ready.Id).Dispose();

        await _host.RestartAsync();
        Assert.Equal(DatasetState.Ready, _host.Find(ready.Id)!.State);
        await AssertKeptAsync();
        Assert.True((await _host.Datasets.DeleteAsync(ready.Id, DatasetsHost.Ann, TestContext.Current.CancellationToken)).Ok);
        AssertNoFiles(_host);
        Assert.True(File.Exists(Path.Combine(_host.Root, "texts", "moby.txt.zst")));
    }

    [Theory]
    [InlineData("1F8B08", Packing.Gzip)]
    [InlineData("1F8B", Packing.None)]
    [InlineData("1F8B07", Packing.None)]
    [InlineData("28B52FFD", Packing.Zstd)]
    [InlineData("28B52F", Packing.None)]
    [InlineData("502A4D1803000000", Packing.Zstd)]
    [InlineData("502A4D1861626364", Packing.None)]
    [InlineData("", Packing.None)]
    public void Packing_OfFirstBytes_IsKnown(string head, object packing) => Assert.Equal(packing, PackingDetector.Detect(Convert.FromHexString(head)));

    [Fact]
    public void Window_LargerThanTheLimit_IsRefusedBeforeMemoryIsTaken()
    {
        // A frame that asks for a window of 2 GiB: descriptor without a size, window exponent 21 + 10.
        var path = Path.Combine(_host.Root, "window.zst");
        var frame = new byte[32];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, 0xFD2FB528);
        frame[5] = 21 << 3;
        File.WriteAllBytes(path, frame);
        using var file = File.OpenHandle(path);
        using var unpacker = Unpacker.Open(file, 0, frame.Length);
        Assert.Contains("128 MiB", Assert.Throws<InvalidDataException>(() => unpacker.Read(new byte[100])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_PackedWithADictionary_IsRefusedAndSaysThat()
    {
        // A frame that names dictionary 7: descriptor with an identity of one byte, a window of 1 KiB, and an empty last block.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x01, 0x00, 0x07, 0x01, 0x00, 0x00];
        await AssertBrokenAsync(frame, "with a dictionary");
    }

    [Fact]
    public async Task Archive_FollowedByAnythingOrTornInItsHead_IsBroken()
    {
        var packed = Packed.Gzip(Text);
        // Zeros behind the end, as a tape has them; a second head alone; a member whose flags promise a name that never ends.
        await AssertBrokenAsync([.. packed, .. new byte[512]], "put behind its end");
        await AssertBrokenAsync([.. packed, .. packed[..10]], "torn");
        await AssertBrokenAsync([0x1F, 0x8B, 0x08, 0x08, 0, 0, 0, 0, 0, 3, .. Enumerable.Repeat((byte)'a', 100_000)], "torn");
    }

    [Fact]
    public async Task Bomb_OfManySmallMembers_IsStoppedAsWell()
    {
        var member = Packed.Gzip(new byte[1 << 20]);
        await AssertBrokenAsync([.. Enumerable.Repeat(member, 64).SelectMany(bytes => bytes)], "250 times its size");
    }

    private static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static void AssertNoFiles(DatasetsHost host)
    {
        Assert.Empty(Directory.GetFiles(host.Folder.Uploads));
        Assert.Empty(Directory.GetFiles(host.Folder.Datasets));
    }

    private static async Task AssertBrokenAsync(DatasetsHost host, byte[] packed, string words)
    {
        var id = await TusClient.Of(host, DatasetsHost.Ann).UploadAsync(packed, "moby.txt.gz");
        var broken = await host.WaitForAsync(id, view => view.State is DatasetState.Broken or DatasetState.Ready);
        Assert.Equal(DatasetState.Broken, broken.State);
        Assert.Contains(words, broken.Problem, StringComparison.Ordinal);
        Assert.StartsWith("“moby.txt.gz” ", broken.Problem, StringComparison.Ordinal);

        // The files go after the word is out; deleting waits for that.
        Assert.True((await host.Datasets.DeleteAsync(id, DatasetsHost.Ann, TestContext.Current.CancellationToken)).Ok);
        AssertNoFiles(host);
        Assert.Equal(0, host.Datasets.Room().UsedBytes);
    }

    private Task AssertBrokenAsync(byte[] packed, string words) => AssertBrokenAsync(_host, packed, words);

    private string Uploaded(DatasetId id) => Path.Combine(_host.Root, "data", "uploads", id.ToString());

    private async Task AssertKeptAsync()
    {
        Assert.Equal(Text, await File.ReadAllBytesAsync(Path.Combine(_host.Folder.Datasets, TextSha256), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(_host.Folder.Uploads));
    }
}
