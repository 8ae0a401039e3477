using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Byob.Shared.Hubs;
using Byob.Web.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace Byob.Web.Tests.Hosting;

public sealed partial class ReverseProxyTests
{
    private const string Page = "text/html";

    [Theory]
    [InlineData(false, false, "--Hosting:PathBase=/party")]
    [InlineData(true, true, "--Party:Name=Told by the header")]
    [InlineData(true, true, "--Hosting:PathBase=/party")]
    [InlineData(true, false, "--Hosting:PathBase=/party")]
    [InlineData(false, false, "--Hosting:PublicAddress=https://friends.example/party/")]
    public async Task Proxy_WithAPrefix_EveryLinkOfThePagesLeadsBelowIt(bool strips, bool says, string option)
    {
        await using var master = await MasterHost.StartAsync(option);
        await using var proxy = await SmallProxy.StartAsync(master.Address, new SmallProxySettings("/party", strips, says));
        using var client = NewClient(proxy);

        var shut = await client.GetAsync("jobs", Test.Cancel);
        Assert.Equal(HttpStatusCode.Redirect, shut.StatusCode);
        Assert.Equal($"{proxy.Address}signin?returnUrl=%2Fparty%2Fjobs", shut.Headers.Location!.ToString());
        var entered = await client.SendFormAsync("signin?returnUrl=%2Fparty%2Fjobs", new() { ["name"] = "Ada", ["password"] = MasterHost.Password }, "signin");
        Assert.Equal((HttpStatusCode.Redirect, "/party/jobs"), (entered.StatusCode, entered.Headers.Location!.ToString()));
        Assert.All(entered.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("path=/party", cookie, StringComparison.OrdinalIgnoreCase));

        foreach (var page in new[] { "signin", "jobs", "party", "" })
        {
            var reply = await (page == "signin" ? NewClient(proxy) : client).GetAsync(page, Test.Cancel);
            var html = await reply.Content.ReadAsStringAsync(Test.Cancel);
            Assert.Equal((HttpStatusCode.OK, Page), (reply.StatusCode, reply.Content.Headers.ContentType?.MediaType));
            Assert.Contains("<base href=\"/party/\"", html, StringComparison.Ordinal);
            Assert.DoesNotMatch("(href|src|action)=\"/(?!party/)", html);
            foreach (var asset in Asset().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Distinct())
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(asset, Test.Cancel)).StatusCode);
        }

        // The party's own page of that name, and not the overview; where the proxy says nothing, the two cannot be told apart.
        if (says || !strips)
            Assert.Contains("<title>Party", await client.GetStringAsync("party", Test.Cancel), StringComparison.Ordinal);
        var signedOut = await client.SendFormAsync("jobs", [], "signout");
        Assert.Equal("/party/signin", signedOut.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Proxy_WithAPrefix_WhatProgramsAreToldLeadsBelowIt()
    {
        await using var master = await MasterHost.StartAsync("--Hosting:PathBase=/party");
        await using var proxy = await SmallProxy.StartAsync(master.Address, new SmallProxySettings("/party"));
        using var client = NewClient(proxy);
        var enrolled = await client.PostAsJsonAsync(PartyRoutes.Enrol, new EnrolRequest("Ada", MasterHost.Password, "laptop"), Test.Cancel);
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await enrolled.Content.ReadFromJsonAsync<EnrolReply>(Test.Cancel))!.Token);
        using var create = new HttpRequestMessage(HttpMethod.Post, PartyRoutes.Uploads);
        create.Headers.Add("Tus-Resumable", "1.0.0");
        create.Headers.Add("Upload-Length", "5");
        create.Headers.Add("Upload-Metadata", "filename dGV4dC50eHQ=");

        var created = await client.SendAsync(create, Test.Cancel);

        Assert.StartsWith("/party/api/uploads/", created.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var look = new HttpRequestMessage(HttpMethod.Head, created.Headers.Location);
        look.Headers.Add("Tus-Resumable", "1.0.0");
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(look, Test.Cancel)).StatusCode);
        Assert.Equal("application/problem+json", (await client.GetAsync("api/nothing", Test.Cancel)).Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Proxy_ThatIsKnown_IsBelievedWhoCalls()
    {
        await using var master = await MasterHost.StartAsync("--Party:TriesPerMinute=1");
        await using var one = await SmallProxy.StartAsync(master.Address, new SmallProxySettings(ClientAddress: "203.0.113.1"));
        await using var other = await SmallProxy.StartAsync(master.Address, new SmallProxySettings(ClientAddress: "203.0.113.2"));

        Assert.Equal([HttpStatusCode.Redirect, HttpStatusCode.TooManyRequests, HttpStatusCode.Redirect], [await TryAsync(one), await TryAsync(one), await TryAsync(other)]);
    }

    [Theory]
    [InlineData("--Hosting:KnownProxies=10.0.0.0/8, fd00::1")]
    [InlineData("--Hosting:KnownProxies=")]
    public async Task Proxy_ThatIsNotKnown_IsBelievedNothing(string known)
    {
        await using var master = await MasterHost.StartAsync("--Party:TriesPerMinute=1", known);
        await using var one = await SmallProxy.StartAsync(master.Address, new SmallProxySettings("/party", StripsPrefix: true, SaysPrefix: true, ClientAddress: "203.0.113.1"));
        await using var other = await SmallProxy.StartAsync(master.Address, new SmallProxySettings("/party", StripsPrefix: true, SaysPrefix: true, ClientAddress: "203.0.113.2"));

        Assert.Contains("<base href=\"/\"", await NewClient(one).GetStringAsync("signin", Test.Cancel), StringComparison.Ordinal);
        // All that such a proxy sends is one address to the master.
        await TryAsync(one);
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(other));
    }

    [Fact]
    public async Task Proxy_ThatSpeaksHttps_CookiesAreForHttpsAlone()
    {
        await using var master = await MasterHost.StartAsync();
        await using var proxy = await SmallProxy.StartAsync(master.Address, new SmallProxySettings(Scheme: "https"));

        var reply = await NewClient(proxy).GetAsync("signin", Test.Cancel);

        Assert.Contains("secure", Assert.Single(reply.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Master_WithAPathBase_AnswersOnItsOwnPortAsWell()
    {
        await using var master = await MasterHost.StartAsync("--Hosting:PathBase=/party");
        var client = master.NewClient();

        Assert.Contains("<base href=\"/\"", await client.GetStringAsync("/signin", Test.Cancel), StringComparison.Ordinal);
        Assert.Contains("<base href=\"/party/\"", await client.GetStringAsync("/party/signin", Test.Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health", Test.Cancel)).StatusCode);
    }

    [Fact]
    public async Task Banner_PublicAddress_IsTheOneForFriends()
    {
        await using var master = await MasterHost.StartAsync("--Hosting:PublicAddress=https://friends.example/party/");

        Assert.Contains("join https://friends.example/party --name YOURNAME", master.Banner, StringComparison.Ordinal);
        Assert.Contains("https://friends.example/party/host/", master.Banner, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:{master.Address.Port}/party", master.Banner, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OptionsThatMakeNoSense_SaysAllOfThem()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => MasterHost.StartAsync(
            "--Hosting:PathBase=party", "--Hosting:PublicAddress=friends", "--Hosting:KnownProxies=10.0.0.0/8, my proxy", "--Hosting:SelfMadeCertificate=true", "--Kestrel:Certificates:Default:Path=own.pfx"));

        Assert.Equal(
            ["Hosting:PathBase", "Hosting:PublicAddress", "Hosting:KnownProxies", "Hosting:SelfMadeCertificate"],
            refused.Failures.Select(failure => failure.Split(' ')[0]));
        Assert.Contains("\"my\"", refused.Message, StringComparison.Ordinal);
    }

    private static HttpClient NewClient(SmallProxy proxy) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = proxy.Address, Timeout = MasterHost.Patience };

    private static async Task<HttpStatusCode> TryAsync(SmallProxy proxy)
    {
        using var client = NewClient(proxy);
        return (await client.SendFormAsync("signin", new() { ["name"] = "Ada", ["password"] = MasterHost.Password })).StatusCode;
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]+\\.(?:css|js|svg))\"")]
    private static partial Regex Asset();
}
