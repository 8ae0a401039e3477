using System.Net;
using Byob.Web.Tests.Hosting;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class HostLinkTests
{
    [Fact]
    public async Task HostLink_LookedAtOften_IsNotUsedUp()
    {
        await using var host = await MasterHost.StartAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await host.NewClient().GetAsync(host.HostLink, Test.Cancel)).StatusCode);

        var client = await host.SignInAsHostAsync("Hanna");

        Assert.True(await host.IsInAsync(client));
        Assert.True(host.ActorOf("Hanna").IsHost);
    }

    [Fact]
    public async Task HostLink_UsedAgain_SaysThatItIsUsedUp()
    {
        await using var host = await MasterHost.StartAsync();
        var late = host.NewClient();
        var form = await late.GetStringAsync(host.HostLink, Test.Cancel);
        await host.SignInAsHostAsync("Hanna");

        var reply = await late.SendFormAsync("/signin", new() { ["name"] = "Eve" }, host.HostLink);

        Assert.Contains("Be the host", form, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, reply.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await late.GetAsync(host.HostLink, Test.Cancel)).StatusCode);
        Assert.Equal("Hanna", Assert.Single(host.Roster().Members).Name);
    }

    [Fact]
    public async Task HostLink_UsedByManyAtOnce_MakesOneHost()
    {
        await using var host = await MasterHost.StartAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => host.NewClient().SendFormAsync("/signin", new() { ["name"] = $"Name {i}" }, host.HostLink)));

        Assert.Single(replies, reply => reply.StatusCode == HttpStatusCode.Redirect);
        Assert.Single(host.Roster().Members);
    }

    [Fact]
    public async Task HostLink_WithANameThatIsNone_CanBeTriedAgain()
    {
        await using var host = await MasterHost.StartAsync();

        var bad = await host.NewClient().SendFormAsync(host.HostLink, new() { ["name"] = "!" });

        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        await host.SignInAsHostAsync("Hanna");
    }

    [Fact]
    public async Task HostLink_FormWithoutItsToken_IsRefusedAndNotUsedUp()
    {
        await using var host = await MasterHost.StartAsync();
        using var forged = new FormUrlEncodedContent([new("name", "Eve")]);

        Assert.Equal(HttpStatusCode.BadRequest, (await host.NewClient().PostAsync(host.HostLink, forged, Test.Cancel)).StatusCode);

        await host.SignInAsHostAsync("Hanna");
    }

    [Fact]
    public async Task HostLink_ThatWasMadeUp_OpensNothing()
    {
        await using var host = await MasterHost.StartAsync();

        Assert.Equal(HttpStatusCode.Gone, (await host.NewClient().GetAsync("/host/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Test.Cancel)).StatusCode);
    }

    [Fact]
    public async Task HostLink_HostLostAccess_IsPrintedAgainWhenAskedFor()
    {
        using var folder = new TemporaryFolder();
        var settings = new MasterHostSettings { DataFolder = folder.Path };
        await using (var first = await MasterHost.StartAsync(settings))
        {
            await first.SignInAsHostAsync("Hanna");
            await first.SignInAsync("Ada");
        }

        await using (var second = await MasterHost.StartAsync(settings))
            Assert.DoesNotContain("/host/", second.Banner, StringComparison.Ordinal);

        await using var third = await MasterHost.StartAsync(settings, "--Party:HostLink=true");
        await third.SignInAsHostAsync("ada");
        Assert.True(third.ActorOf("Ada").IsHost);
        Assert.Equal(2, third.Roster().Members.Length);
    }
}
