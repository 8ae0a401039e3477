using System.Security.Cryptography;
using Byob.Web.Results;
using Xunit;

namespace Byob.Web.Tests.Results;

public sealed class PartialPackTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-pack-").FullName;

    private string PackPath => Path.Combine(_folder, "job", "pack");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Add_ManyAtOnce_EachIsWholeAndFoundAgain()
    {
        var partials = Enumerable.Range(1, 300).Select(Bytes).ToList();
        using (var pack = new PartialPack(PackPath))
        {
            await Task.WhenAll(partials.Select(partial => Task.Run(() => pack.AddAsync(Sha(partial), partial)))).WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.All(partials, partial => Assert.Equal(partial, Read(pack, partial)));
        }

        using var again = new PartialPack(PackPath);
        Assert.All(partials, partial => Assert.Equal(partial, Read(again, partial)));
        Assert.Null(again.Find(Sha(Bytes(301))));
    }

    [Fact]
    public void Find_InAPackThatIsNotThere_MakesNothing()
    {
        using var pack = new PartialPack(PackPath);

        Assert.Null(pack.Find(Sha(Bytes(1))));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(300)]
    [InlineData(347)]
    public async Task Reopen_KilledWhileItWrote_CutsThatOffAndGoesOn(int missing)
    {
        var (first, second, third) = (Bytes(100), Bytes(200), Bytes(300));
        await AddAsync(first, second, third);
        using (var file = File.OpenHandle(PackPath, access: FileAccess.ReadWrite))
            RandomAccess.SetLength(file, RandomAccess.GetLength(file) - missing);
        await AddAsync(Bytes(50));

        using var pack = new PartialPack(PackPath);
        Assert.Equal(first, Read(pack, first));
        Assert.Equal(second, Read(pack, second));
        Assert.Null(pack.Find(Sha(third)));
        Assert.Equal(Bytes(50), Read(pack, Bytes(50)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(20)]
    [InlineData(44)]
    public async Task Reopen_DamagedHeader_HasWhatLiesBefore(int at)
    {
        await AddAsync(Bytes(100), Bytes(200), Bytes(300));
        using (var file = File.OpenHandle(PackPath, access: FileAccess.ReadWrite))
            RandomAccess.Write(file, [0xFF, 0xFE], 48 + 100 + at);

        using var pack = new PartialPack(PackPath);
        Assert.Equal(Bytes(100), Read(pack, Bytes(100)));
        Assert.Null(pack.Find(Sha(Bytes(200))));
    }

    [Fact]
    public async Task Add_WhatIsThereAlready_IsWrittenAnew()
    {
        using var pack = new PartialPack(PackPath);
        await pack.AddAsync(Sha(Bytes(100)), Bytes(100)).WaitAsync(Patience, TestContext.Current.CancellationToken);
        var before = pack.Find(Sha(Bytes(100)))!;

        await pack.AddAsync(Sha(Bytes(100)), Bytes(100)).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.True(pack.Find(Sha(Bytes(100)))!.Offset > before.Offset);
    }

    [Fact]
    public async Task Add_AfterTheJobsPartialsWereDeleted_SaysSo()
    {
        var pack = new PartialPack(PackPath);
        pack.Dispose();

        var fault = await Assert.ThrowsAsync<IOException>(() => pack.AddAsync(Sha(Bytes(1)), Bytes(1)).WaitAsync(Patience, TestContext.Current.CancellationToken));

        Assert.Contains("were deleted", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(PackPath));
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[]? Read(PartialPack pack, byte[] partial)
    {
        if (pack.Find(Sha(partial)) is not { } place)
            return null;
        using var file = File.OpenHandle(place.Path, share: FileShare.ReadWrite);
        var bytes = new byte[place.Length];
        RandomAccess.Read(file, bytes, place.Offset!.Value);
        return bytes;
    }

    private async Task AddAsync(params byte[][] partials)
    {
        using var pack = new PartialPack(PackPath);
        foreach (var partial in partials)
            await pack.AddAsync(Sha(partial), partial).WaitAsync(Patience, TestContext.Current.CancellationToken);
    }
}
