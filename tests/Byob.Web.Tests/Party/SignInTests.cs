using System.Net;
using Byob.Web.Tests.Hosting;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class SignInTests
{
    [Fact]
    public async Task SignIn_RightPassword_LetsInAndKeepsIn()
    {
        await using var host = await MasterHost.StartAsync();
        using var client = host.NewClient();

        var reply = await client.SendFormAsync("/signin?returnUrl=%2Fjobs%2F3", new() { ["name"] = "Ada", ["password"] = MasterHost.Password }, "/signin");

        Assert.Equal(HttpStatusCode.Redirect, reply.StatusCode);
        Assert.Equal("/jobs/3", reply.Headers.Location?.OriginalString);
        Assert.Equal("/", (await client.GetAsync("/signin", TestContext.Current.CancellationToken)).Headers.Location?.OriginalString);
    }
}
