using System.Net;
using System.Security.Cryptography;
using Byob.Web.Datasets;
using Byob.Web.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Byob.Web.Tests.Datasets;

/// <summary>What has arrived is kept, whatever happens to the connection, the master or the disk.</summary>
public sealed class UploadResumeTests : IAsyncLifetime
{
    private static readonly byte[] Text = RandomNumberGenerator.GetBytes(3_000_000);
    private static readonly string TextSha256 = Convert.ToHexStringLower(SHA256.HashData(Text));

    private DatasetsHost _host = null!;

    private TusClient Ann => TusClient.Of(_host, DatasetsHost.Ann);

    public async ValueTask InitializeAsync() => _host = await DatasetsHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Upload_CutInTheMiddleOfARequest_GoesOnFromWhatArrived()
    {
        var id = await Ann.CreatedAsync(Text.Length);
        using var held = new HeldContent(Text.AsMemory(0, 1_000_001), Text.AsMemory(1_000_001));
        var cut = Ann.PatchAsync(id, 0, held);
        await _host.WaitForAsync(id, view => view.Received == 1_000_001);
        held.Cut();
        await Assert.ThrowsAnyAsync<Exception>(() => cut);

        // The cut is noticed by the master in its own time; until then the upload is locked.
        HttpStatusCode status;
        do
        {
            using var empty = await Ann.PatchAsync(id, 1_000_001, ReadOnlyMemory<byte>.Empty);
            status = empty.StatusCode;
        }
        while (status == HttpStatusCode.Locked);
        Assert.Equal(HttpStatusCode.NoContent, status);
        Assert.Equal(1_000_001, await Ann.OffsetAsync(id));
        Assert.Equal(1_000_001, (await _host.RecordOfAsync(id))!.Received);

        using var rest = await Ann.PatchAsync(id, 1_000_001, Text.AsMemory(1_000_001));
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        Assert.Equal(TextSha256, _host.Find(id)!.Sha256);
    }

    [Fact]
    public async Task Upload_MasterRestartedBetweenRequests_GoesOnAndIsMeasuredRight()
    {
        var id = await Ann.CreatedAsync(Text.Length, "long.txt");
        using (await Ann.PatchAsync(id, 0, Text.AsMemory(0, 1_234_567)))
            await _host.RestartAsync();

        Assert.Equal((DatasetState.Receiving, 1_234_567L, "long.txt"), (_host.Find(id)!.State, _host.Find(id)!.Received, _host.Find(id)!.Name));
        Assert.Equal(1_234_567, await Ann.OffsetAsync(id));
        using var rest = await Ann.PatchAsync(id, 1_234_567, Text.AsMemory(1_234_567));
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        Assert.Equal(Text.Length, TusClient.OffsetOf(rest));

        var ready = await _host.WaitForAsync(id, DatasetState.Ready);
        Assert.Equal(TextSha256, ready.Sha256);
        Assert.Equal(Text, await File.ReadAllBytesAsync(Path.Combine(_host.Folder.Datasets, TextSha256), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Upload_MasterCrashedAfterBytesThatWereNotRecorded_CutsThemOff()
    {
        var id = await Ann.CreatedAsync(Text.Length);
        using (await Ann.PatchAsync(id, 0, Text.AsMemory(0, 1000)))
        {
            await _host.RestartAsync(() =>
            {
                using var file = File.OpenWrite(Path.Combine(_host.Root, "data", "uploads", id.ToString()));
                file.Seek(0, SeekOrigin.End);
                file.Write(new byte[777]);
            });
        }

        Assert.Equal(1000, await Ann.OffsetAsync(id));
        using (await Ann.PatchAsync(id, 1000, Text.AsMemory(1000, 1)))
            Assert.Equal(1001, new FileInfo(Path.Combine(_host.Folder.Uploads, id.ToString())).Length);
        using var rest = await Ann.PatchAsync(id, 1001, Text.AsMemory(1001));
        Assert.Equal(TextSha256, (await _host.WaitForAsync(id, DatasetState.Ready)).Sha256);
    }

    [Fact]
    public async Task Upload_FileShorterThanRecorded_GoesOnFromWhatIsThere()
    {
        var id = await Ann.CreatedAsync(Text.Length);
        using (await Ann.PatchAsync(id, 0, Text.AsMemory(0, 1000)))
        {
            await _host.RestartAsync(() =>
            {
                using var file = File.OpenWrite(Path.Combine(_host.Root, "data", "uploads", id.ToString()));
                file.SetLength(600);
            });
        }

        Assert.Equal(600, await Ann.OffsetAsync(id));
        using var rest = await Ann.PatchAsync(id, 600, Text.AsMemory(600));
        Assert.Equal(TextSha256, (await _host.WaitForAsync(id, DatasetState.Ready)).Sha256);
    }

    [Fact]
    public async Task Upload_SenderThatFellSilentWithoutHangingUp_IsNotWaitedForLong()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = await DatasetsHost.StartAsync(host => host.Time = time);
        var ann = TusClient.Of(host, DatasetsHost.Ann);
        var id = await ann.CreatedAsync(Text.Length);
        using var held = new HeldContent(Text.AsMemory(0, 500_000), Text.AsMemory(500_000));
        var silent = ann.PatchAsync(id, 0, held);
        // Each look is bounded by the client's patience.
        for (var looks = 0; await ann.OffsetAsync(id) < 500_000;)
            Assert.InRange(++looks, 0, 100_000);

        HttpStatusCode status;
        do
        {
            time.Advance(UploadReceiver.LongestSilence);
            using var rest = await ann.PatchAsync(id, 500_000, Text.AsMemory(500_000));
            status = rest.StatusCode;
        }
        while (status == HttpStatusCode.Locked);

        Assert.Equal(HttpStatusCode.NoContent, status);
        Assert.Equal(TextSha256, (await host.WaitForAsync(id, DatasetState.Ready)).Sha256);
        held.Cut();
        await Task.WhenAny(silent);
    }

    [Fact]
    public async Task Upload_MasterStoppedInTheMiddleOfARequest_IsToldToComeBackAndKeepsWhatArrived()
    {
        var id = await Ann.CreatedAsync(Text.Length);
        using var held = new HeldContent(Text.AsMemory(0, 500_000), Text.AsMemory(500_000));
        // This client reads an answer only when its body has gone. Called last of all who hear of the stop: by then the master has ceased to read.
        using var stopping = _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(held.LetGo);
        var patch = Ann.PatchAsync(id, 0, held);
        await _host.WaitForAsync(id, view => view.Received == 500_000);

        var restart = _host.RestartAsync();
        using (var answer = await patch)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter!.Delta);
        }

        await restart;
        Assert.Equal(500_000, await Ann.OffsetAsync(id));
    }

    [Fact]
    public async Task Upload_CrashedAfterTheLastByteBeforeItWasKept_BecomesReadyAtTheNextStart()
    {
        var id = await Ann.CreatedAsync(Text.Length);
        using (await Ann.PatchAsync(id, 0, Text.AsMemory(0, 1000)))
        {
            await _host.Services.GetRequiredService<PartyStore>().WriteAsync(
                async context => (await context.Datasets.FindAsync(id.Value))!.Received = Text.Length,
                TestContext.Current.CancellationToken);
            await _host.RestartAsync(() => File.WriteAllBytes(Path.Combine(_host.Root, "data", "uploads", id.ToString()), Text));
        }

        Assert.Equal(TextSha256, (await _host.WaitForAsync(id, DatasetState.Ready)).Sha256);
    }

    [Fact]
    public async Task Upload_CrashedBetweenRecordAndFile_IsFoundUnderItsOldName()
    {
        var id = await Ann.UploadAsync(Text);
        await _host.RestartAsync(() => File.Move(
            Path.Combine(_host.Root, "data", "datasets", TextSha256),
            Path.Combine(_host.Root, "data", "uploads", id.ToString())));

        Assert.Equal(DatasetState.Ready, _host.Find(id)!.State);
        using var handle = _host.Services.GetRequiredService<IDatasetBytes>().Open(id);
        Assert.Equal(Text.Length, RandomAccess.GetLength(handle));
    }

    [Fact]
    public async Task Upload_DiskFillingUpMidway_IsRefusedWithNumbersAndCanGoOn()
    {
        var big = RandomNumberGenerator.GetBytes(UploadReceiver.CheckpointBytes * 2);
        var id = await Ann.CreatedAsync(big.Length);
        var asked = 0;
        _host.Disk.SetFree(() => asked++ == 0 ? 1L << 40 : 5_000_000);
        using var full = await Ann.PatchAsync(id, 0, big);
        Assert.Equal(HttpStatusCode.InsufficientStorage, full.StatusCode);
        Assert.Contains("5 MB are free", await TusClient.SentenceOf(full), StringComparison.Ordinal);

        var offset = await Ann.OffsetAsync(id);
        Assert.InRange(offset, UploadReceiver.CheckpointBytes, big.Length - 1);
        using var still = await Ann.PatchAsync(id, offset, big.AsMemory((int)offset));
        Assert.Equal(HttpStatusCode.InsufficientStorage, still.StatusCode);

        _host.Disk.SetFree(1L << 40);
        using var rest = await Ann.PatchAsync(id, offset, big.AsMemory((int)offset));
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(big)), _host.Find(id)!.Sha256);
    }

    [Fact]
    public async Task Upload_DiskFullWithTheLastByte_IsReady()
    {
        var big = RandomNumberGenerator.GetBytes(UploadReceiver.CheckpointBytes);
        var id = await Ann.CreatedAsync(big.Length);
        var asked = 0;
        _host.Disk.SetFree(() => asked++ == 0 ? 1L << 40 : 0);
        using var all = await Ann.PatchAsync(id, 0, big);
        Assert.Equal(HttpStatusCode.NoContent, all.StatusCode);
        Assert.Equal(DatasetState.Ready, _host.Find(id)!.State);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.InsufficientStorage, "disk is full")]
    [InlineData(false, HttpStatusCode.InternalServerError, "could not write")]
    public async Task Upload_DiskFailing_SaysSoAndCanGoOn(bool full, HttpStatusCode status, string sentence)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's");
        var id = await Ann.CreatedAsync(Text.Length);
        var path = Path.Combine(_host.Folder.Uploads, id.ToString());
        if (full)
            File.CreateSymbolicLink(path, "/dev/full");
        else
            Directory.CreateDirectory(path);
        using var failed = await Ann.PatchAsync(id, 0, Text);
        Assert.Equal(status, failed.StatusCode);
        Assert.Contains(sentence, await TusClient.SentenceOf(failed), StringComparison.Ordinal);
        Assert.Equal(0, await Ann.OffsetAsync(id));

        if (full)
            File.Delete(path);
        else
            Directory.Delete(path);
        using var rest = await Ann.PatchAsync(id, 0, Text);
        Assert.Equal(TextSha256, _host.Find(id)!.Sha256);
    }

    [Fact]
    public async Task Upload_WithNoActivityForTooLong_IsRemovedWithItsFile()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-01T00:00:00Z"));
        await using var host = await DatasetsHost.StartAsync(host => host.Time = time);
        var ann = TusClient.Of(host, DatasetsHost.Ann);
        var touched = await ann.CreatedAsync(Text.Length);
        var left = await ann.CreatedAsync(Text.Length);
        var empty = await ann.CreatedAsync(Text.Length);
        var done = await ann.UploadAsync(Text);
        using (await ann.PatchAsync(left, 0, Text.AsMemory(0, 100)))
            time.Advance(TimeSpan.FromDays(6));
        using (await ann.PatchAsync(touched, 0, Text.AsMemory(0, 100)))
            time.Advance(TimeSpan.FromDays(1.5));

        await host.Services.GetRequiredService<Uploads>().ExpireAsync(TestContext.Current.CancellationToken).WaitAsync(DatasetsHost.Patience, TestContext.Current.CancellationToken);
        Assert.Equal([touched, done], host.Datasets.All.Select(view => view.Id).ToHashSet());
        Assert.Equal([touched.ToString()], Directory.EnumerateFiles(host.Folder.Uploads).Select(Path.GetFileName));
        Assert.Null(await host.RecordOfAsync(left));
        using var gone = await ann.HeadAsync(empty);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Master_StartingWithLeftovers_SweepsThemAndNothingElse()
    {
        var ready = await Ann.UploadAsync(Text);
        var unfinished = await Ann.CreatedAsync(Text.Length);
        using var part = await Ann.PatchAsync(unfinished, 0, Text.AsMemory(0, 10));
        string[] leftovers = [$"uploads/{Guid.CreateVersion7()}", $"datasets/{new string('a', 64)}"];
        string[] foreign = ["uploads/readme.txt", "datasets/readme.txt"];
        await _host.RestartAsync(() =>
        {
            foreach (var name in leftovers.Concat(foreign))
                File.WriteAllText(Path.Combine(_host.Root, "data", name), "x");
        });

        Assert.All(leftovers, name => Assert.False(File.Exists(Path.Combine(_host.Folder.Root, name))));
        Assert.All(foreign, name => Assert.True(File.Exists(Path.Combine(_host.Folder.Root, name))));
        Assert.Equal(10, await Ann.OffsetAsync(unfinished));
        Assert.Equal(DatasetState.Ready, _host.Find(ready)!.State);
    }

    [Fact]
    public async Task Dataset_WhoseFileIsGoneAtTheStart_IsBrokenWithASentence()
    {
        var id = await Ann.UploadAsync(Text);
        await _host.RestartAsync(() => File.Delete(Path.Combine(_host.Root, "data", "datasets", TextSha256)));
        Assert.Equal(DatasetState.Broken, _host.Find(id)!.State);
        Assert.Contains("changed or removed", _host.Find(id)!.Problem, StringComparison.Ordinal);
    }
}
