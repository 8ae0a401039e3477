using System.Net;
using Byob.Web.Tests.Hosting;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class SignInFormTests(MasterFixture master) : IClassFixture<MasterFixture>
{
    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData(@"/\evil.example")]
    [InlineData("~/x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task SignIn_ReturnAddressOfAnotherSite_GoesHome(string returnUrl)
    {
        var reply = await master.Host.NewClient().SendFormAsync(
            "/signin", new() { ["name"] = "Ada", ["password"] = MasterHost.Password, ["returnUrl"] = returnUrl });

        Assert.Equal(HttpStatusCode.Redirect, reply.StatusCode);
        Assert.Equal("/", reply.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("<b>Ada</b>")]
    [InlineData("12345678901234567890123456789012345678901")]
    public async Task SignIn_NameThatIsNone_SaysWhatANameIs(string name)
    {
        var reply = await master.Host.NewClient().SendFormAsync("/signin", new() { ["name"] = name, ["password"] = MasterHost.Password });

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Contains("A name has 1 to 40 letters", await reply.ReadTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(master.Host.Roster().Members, member => member.Name != "Ada");
    }
}
