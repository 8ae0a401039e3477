using System.Net;
using System.Net.Http.Json;
using Byob.Shared.Hubs;
using Byob.Web.Party.SignIn;
using Byob.Web.Tests.Hosting;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class DoorLimitTests
{
    [Fact]
    public async Task Door_MoreTriesThanAnAddressHas_AnswersWithASentence()
    {
        await using var host = await MasterHost.StartAsync("--Party:TriesPerMinute=3");
        var client = host.NewClient();
        for (var i = 0; i < 3; i++)
            await client.SendFormAsync("/signin", new() { ["name"] = $"Name {i}", ["password"] = "wrong password" });

        var page = await client.SendFormAsync("/signin", new() { ["name"] = "Ada", ["password"] = MasterHost.Password });
        var problem = await client.PostAsJsonAsync("/api/enrol", new EnrolRequest("Ada", MasterHost.Password, "machine"), Test.Cancel);
        var link = await client.SendFormAsync(host.HostLink, new() { ["name"] = "Ada" });

        Assert.Equal(HttpStatusCode.TooManyRequests, page.StatusCode);
        Assert.StartsWith("There were too many tries from your address.", (await page.ReadTextAsync()).Sentence(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, problem.StatusCode);
        Assert.InRange(problem.Headers.RetryAfter?.Delta ?? default, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Contains("There were too many tries from your address.", await problem.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, link.StatusCode);
        Assert.Empty(host.Roster().Members);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2::5", "20010DB800010002")]
    [InlineData("2001:db8:1:2:ffff::9", "20010DB800010002")]
    [InlineData(null, "")]
    public void Key_Address_IsTheNetworkThatOneMachineHas(string? address, string key) =>
        Assert.Equal(key, DoorLimit.Key(address is null ? null : IPAddress.Parse(address)));
}
