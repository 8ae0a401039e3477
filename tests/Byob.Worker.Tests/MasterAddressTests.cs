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
    [InlineData("http://ada:secret@host")]
    public void TryParse_NoAddress_SaysSo(string text)
    {
        Assert.False(MasterAddress.TryParse(text, out _, out var fault));
        Assert.EndsWith(".", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }
}
