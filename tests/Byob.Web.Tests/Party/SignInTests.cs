using System.Net;
using Byob.Web.Tests.Hosting;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class SignInTests
{
    [Fact]
    public async Task SignIn_RightPassword_LetsInAndGoesWhereTheLinkLed()
    {
        await using var host = await MasterHost.StartAsync();
        var client = host.NewClient();

        var reply = await client.SendFormAsync("/signin?returnUrl=%2Fjobs%2F3", new() { ["name"] = "Ada", ["password"] = MasterHost.Password }, "/signin");

        Assert.Equal(HttpStatusCode.Redirect, reply.StatusCode);
        Assert.Equal("/jobs/3", reply.Headers.Location?.OriginalString);
        Assert.True(await host.IsInAsync(client));
    }

    [Fact]
    public async Task SignIn_RightPassword_SetsACookieThatScriptsAndOtherSitesCannotUse()
    {
        await using var host = await MasterHost.StartAsync();

        var reply = await host.NewClient().SendFormAsync("/signin", new() { ["name"] = "Ada", ["password"] = MasterHost.Password });

        var cookie = Assert.Single(reply.Headers.GetValues("Set-Cookie"), value => value.StartsWith("byob.member=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Contains("expires=", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_SameNameInOtherCase_IsTheSameMember()
    {
        await using var host = await MasterHost.StartAsync();

        await host.SignInAsync("Ada Lovelace");
        await host.SignInAsync("  ada LOVELACE ");

        Assert.Equal("Ada Lovelace", Assert.Single(host.Roster().Members).Name);
    }

    [Fact]
    public async Task SignIn_WrongPassword_SaysSoAndKeepsOut()
    {
        await using var host = await MasterHost.StartAsync();
        var client = host.NewClient();

        var reply = await client.SendFormAsync("/signin", new() { ["name"] = "Ada", ["password"] = "not the password" });

        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Contains("That is not the party password.", await reply.ReadTextAsync(), StringComparison.Ordinal);
        Assert.False(await host.IsInAsync(client));
        Assert.Empty(host.Roster().Members);
    }

    [Fact]
    public async Task SignIn_WrongPassword_TellsNobodyWhoIsAMember()
    {
        await using var host = await MasterHost.StartAsync();
        await host.SignInAsync("Ada");
        var client = host.NewClient();

        List<string> ada = [], eve = [];
        for (var i = 0; i < 7; i++)
        {
            ada.Add(await TryAsync("Ada"));
            eve.Add(await TryAsync("Eve"));
        }

        Assert.Equal(ada, eve);
        Assert.Equal(3, ada.Distinct().Count());

        async Task<string> TryAsync(string name)
        {
            var reply = await client.SendFormAsync("/signin", new() { ["name"] = name, ["password"] = "not the password" });
            return $"{reply.StatusCode} {(await reply.ReadTextAsync()).Sentence()}";
        }
    }

    [Fact]
    public async Task SignIn_FormWithoutItsToken_IsRefused()
    {
        await using var host = await MasterHost.StartAsync();
        var client = host.NewClient();
        using var forged = new FormUrlEncodedContent([new("name", "Ada"), new("password", MasterHost.Password)]);

        var reply = await client.PostAsync("/signin", forged, Test.Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.False(await host.IsInAsync(client));
    }

    [Fact]
    public async Task SignOut_WithTheFormsToken_EndsTheSession()
    {
        await using var host = await MasterHost.StartAsync();
        var client = await host.SignInAsync("Ada");

        using var forged = new FormUrlEncodedContent([]);
        Assert.Equal("/signin", (await client.PostAsync("/signout", forged, Test.Cancel)).Headers.Location?.OriginalString);
        Assert.True(await host.IsInAsync(client));

        // Any page with a form will do, as long as a member looks at it: the form's token is made for who is signed in.
        Assert.Equal("/signin", (await client.SendFormAsync(host.HostLink, [], "/signout")).Headers.Location?.OriginalString);
        Assert.False(await host.IsInAsync(client));
    }

    [Fact]
    public async Task SignIn_WhoIsInAlready_IsSentOn()
    {
        await using var host = await MasterHost.StartAsync();
        var client = await host.SignInAsync("Ada");

        var reply = await client.GetAsync("/signin?returnUrl=%2Fworkers", Test.Cancel);

        Assert.Equal("/workers", reply.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Cookie_OfAPartyThatWasMadeAnew_IsWorthNothing()
    {
        await using var first = await MasterHost.StartAsync();
        await using var second = await MasterHost.StartAsync();
        var client = await first.SignInAsync("Ada");
        await second.SignInAsync("Ada");

        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(second.Address, "/api/uploads"));

        // The cookie goes along: a cookie container does not look at ports, as browsers do not.
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(request, Test.Cancel)).StatusCode);
    }
}
