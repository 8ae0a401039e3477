namespace Byob.Worker.Tests;

public sealed class MasterAddressTests
{
    [Theory]
    [InlineData("http://host:5000", "http://host:5000/")]
    [InlineData("http://host:5000/", "http://host:5000/")]
    [InlineData("https://host/party", "https://host/party/")]
    [InlineData("host:5000", "http://host:5000/")]
    [InlineData("192.168.1.20:5000/party", "http://192.168.1.20:5000/party/")]
    [InlineData("http://host:5000/?from=mail#top", "http://host:5000/")]
    [InlineData("http://[fe80::1]:5000", "http://[fe80::1]:5000/")]
    [InlineData("http://[::1]:5150", "http://[::1]:5150/")]
    [InlineData("[fd00::2]:5151", "http://[fd00::2]:5151/")]
    [InlineData("[fd00::2]", "http://[fd00::2]:5150/")]
    [InlineData("fd00::2", "http://[fd00::2]:5150/")]
    [InlineData("::1", "http://[::1]:5150/")]
    [InlineData("192.168.1.20", "http://192.168.1.20:5150/")]
    [InlineData("my-laptop.local", "http://my-laptop.local:5150/")]
    [InlineData("my-laptop/party/", "http://my-laptop:5150/party/")]
    [InlineData("http://my-laptop", "http://my-laptop/")]
    [InlineData("https://friends.example/a/party", "https://friends.example/a/party/")]
    [InlineData(" host:5000 ", "http://host:5000/")]
    [InlineData("http://[fd00::2]/party?x#y", "http://[fd00::2]/party/")]
    public void TryParse_AsPeopleWriteIt_IsABase(string text, string expected)
    {
        Assert.True(MasterAddress.TryParse(text, out var master, out _));
        Assert.Equal(expected, master.AbsoluteUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ftp://host")]
    [InlineData("http://")]
    [InlineData("my party")]
    [InlineData("http://[fe80::1%eth0]:5000")]
    [InlineData("[fe80::1%25eth0]")]
    [InlineData("http://ada:secret@host")]
    public void TryParse_NoAddress_SaysSo(string text)
    {
        Assert.False(MasterAddress.TryParse(text, out _, out var fault));
        Assert.EndsWith(".", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }
}
