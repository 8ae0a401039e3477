using Byob.Web.Workers.BuiltIn;
using Xunit;

namespace Byob.Web.Tests.Workers.BuiltIn;

public sealed class LoopbackAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5150", "http://127.0.0.1:5150/")]
    [InlineData("http://*:5150", "http://127.0.0.1:5150/")]
    [InlineData("http://+:5150", "http://127.0.0.1:5150/")]
    [InlineData("http://0.0.0.0:5150", "http://127.0.0.1:5150/")]
    [InlineData("http://[::]:5150", "http://127.0.0.1:5150/")]
    [InlineData("http://[::1]:5150", "http://[::1]:5150/")]
    [InlineData("http://192.168.1.7:80", "http://192.168.1.7/")]
    [InlineData("http://localhost:5150", "http://localhost:5150/")]
    [InlineData("https://*:5151 http://*:5150", "http://127.0.0.1:5150/")]
    [InlineData("https://*:5151", null)]
    [InlineData("https://*:5151", "https://127.0.0.1:5151/", true)]
    [InlineData("https://*:5151 http://*:5150", "http://127.0.0.1:5150/", true)]
    [InlineData("http://unix:/tmp/byob.sock http://pipe:/byob nonsense", null)]
    [InlineData("", null)]
    public void Of_Addresses_IsTheFirstThatTheMasterReachesItselfAt(string addresses, string? expected, bool secure = false) =>
        Assert.Equal(expected, LoopbackAddress.Of(addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries), secure)?.ToString());
}
