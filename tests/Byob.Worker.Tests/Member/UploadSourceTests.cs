using System.Text;
using Byob.Worker.Member;
using Byob.Worker.Settings;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Member;

public sealed class UploadSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("one")]
    [InlineData("one", "two")]
    [InlineData("", "two", "")]
    [InlineData("one", "", "", "four")]
    public async Task Copy_FromAnyOffset_IsTheFilesWithALineEndBetween(params string[] texts)
    {
        var source = UploadSource.Of(Write(texts));
        var whole = string.Join('\n', texts);

        Assert.Equal(whole.Length, source.Length);
        for (var offset = 0; offset <= whole.Length; offset++)
        {
            using var copied = new MemoryStream();
            var last = (long)offset;
            await source.CopyToAsync(copied, offset, at => last = at, TestContext.Current.CancellationToken);
            Assert.Equal(whole[offset..], Encoding.UTF8.GetString(copied.ToArray()));
        }
    }

    [Fact]
    public void Of_WhatCannotBeSent_SaysWhy()
    {
        var empty = Write("", "");

        Assert.Contains("There is no file", FaultOf("nowhere.txt"), StringComparison.Ordinal);
        Assert.Contains("is a folder", FaultOf(_folder.Path), StringComparison.Ordinal);
        Assert.Contains("is empty", FaultOf(empty[0]), StringComparison.Ordinal);
        Assert.Contains("All of these files are empty", FaultOf(empty), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_FileChanged_IsAnother()
    {
        var paths = Write("one", "two");
        var source = UploadSource.Of(paths);

        Assert.Equal(source.Key, UploadSource.Of(paths).Key);
        Assert.NotEqual(source.Key, UploadSource.Of([paths[1], paths[0]]).Key);
        Assert.True(source.IsUnchanged());
        File.SetLastWriteTimeUtc(paths[1], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.False(source.IsUnchanged());
        Assert.NotEqual(source.Key, UploadSource.Of(paths).Key);
    }

    private string[] Write(params string[] texts)
    {
        var paths = texts.Select((_, at) => _folder[$"{at}.txt"]).ToArray();
        foreach (var (path, text) in paths.Zip(texts))
            File.WriteAllText(path, text);
        return paths;
    }

    private static string FaultOf(params string[] paths) => Assert.Throws<WorkerFaultException>(() => UploadSource.Of(paths)).Message;
}
