using System.Net;
using System.Text.Json;
using Byob.Web.Hosting;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Xunit;

namespace Byob.Web.Tests.Hosting;

public sealed class HostingTests(MasterFixture master) : IClassFixture<MasterFixture>
{
    [Theory]
    [InlineData("/signin")]
    [InlineData("/signin.css")]
    [InlineData("/health")]
    [InlineData("/api/nothing")]
    [InlineData("/")]
    public async Task EveryAnswer_WhateverItIs_HasTheSecurityHeaders(string path)
    {
        var reply = await master.Host.NewClient().GetAsync(path, Test.Cancel);

        var policy = Assert.Single(reply.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(reply.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(reply.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("same-origin", Assert.Single(reply.Headers.GetValues("Referrer-Policy")));
        Assert.False(reply.Headers.Contains("Server"));
        Assert.False(reply.Headers.Contains("X-Powered-By"));
    }

    [Fact]
    public async Task DoorPages_Markup_HasNothingThatThePolicyForbids()
    {
        foreach (var page in new[] { "/signin", master.Host.HostLink, "/host/none" })
        {
            var reply = await master.Host.NewClient().GetAsync(page, Test.Cancel);
            var html = await reply.Content.ReadAsStringAsync(Test.Cancel);
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch("\\son[a-z]+=", html);
            Assert.Contains("no-store", reply.Headers.CacheControl?.ToString() ?? "no-store", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("own", HttpStatusCode.Redirect)]
    [InlineData(null, HttpStatusCode.Redirect)]
    public async Task Change_FromAPageOfAnotherOrigin_IsRefused(string? origin, HttpStatusCode status)
    {
        var client = master.Host.NewClient();
        if (origin is not null)
            client.DefaultRequestHeaders.Add("Origin", origin == "own" ? master.Host.Address.GetLeftPart(UriPartial.Authority) : origin);

        var reply = await client.SendFormAsync("/signin", new() { ["name"] = "Ada", ["password"] = MasterHost.Password });

        Assert.Equal(status, reply.StatusCode);
    }

    [Fact]
    public async Task WebSocket_FromAPageOfAnotherOrigin_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_blazor");
        request.Headers.Add("Origin", "http://127.0.0.1:1");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");

        var reply = await master.Host.NewClient().SendAsync(request, Test.Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, reply.StatusCode);
    }

    [Fact]
    public async Task Health_AnyoneAsks_SaysStatusAndVersionAndNothingOfTheParty()
    {
        var reply = await master.Host.NewClient().GetAsync("/health", Test.Cancel);

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        var text = await reply.Content.ReadAsStringAsync(Test.Cancel);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(["status", "version", "checks"], json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(["database", "disk"], json.RootElement.GetProperty("checks").EnumerateObject().Select(property => property.Name));
        Assert.DoesNotContain("Secret club", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_DatabaseIsGone_SaysSo()
    {
        await using var host = await MasterHost.StartAsync();
        await host.Services.GetRequiredService<PartyStore>().WriteAsync(context => context.Database.ExecuteSqlRawAsync("DROP TABLE Parties", Test.Cancel), Test.Cancel);

        var reply = await host.NewClient().GetAsync("/health", Test.Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        using var json = JsonDocument.Parse(await reply.Content.ReadAsStringAsync(Test.Cancel));
        Assert.Equal("Unhealthy", json.RootElement.GetProperty("checks").GetProperty("database").GetString());
    }

    [Theory]
    [InlineData(2L << 30, HealthStatus.Healthy)]
    [InlineData(512L << 20, HealthStatus.Degraded)]
    [InlineData(1L << 20, HealthStatus.Unhealthy)]
    public void Disk_FreeBytes_IsJudged(long free, HealthStatus status) => Assert.Equal(status, DiskHealth.Judge(free).Status);

    [Fact]
    public async Task Body_LargerThanAnyForm_IsRefused()
    {
        using var large = new ByteArrayContent(new byte[2 << 20]);

        var reply = await master.Host.NewClient().PostAsync("/api/enrol", large, Test.Cancel);

        Assert.InRange((int)reply.StatusCode, 400, 499);
    }

    [Fact]
    public void StartProblems_ThatPeopleCanMend_AreSentencesAndOthersAreNot()
    {
        Assert.Equal("Mend it.", StartProblems.Sentence(new StartRefusedException("Mend it.")));
        Assert.Equal("One. Two.", StartProblems.Sentence(new OptionsValidationException("", typeof(object), ["One.", "Two."])));
        Assert.Null(StartProblems.Sentence(new InvalidOperationException("ours")));
    }

    [Fact]
    public async Task Start_PortIsTaken_SaysWhatToDo()
    {
        await using var first = await MasterHost.StartAsync();

        var problem = await Assert.ThrowsAsync<IOException>(() => MasterHost.StartAsync($"--urls=http://127.0.0.1:{first.Address.Port}"));

        Assert.Contains("choose another port with --urls", StartProblems.Sentence(problem), StringComparison.Ordinal);
    }
}
