using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Hosting;

public sealed partial class OpenToNobodyTests(MasterFixture master) : IClassFixture<MasterFixture>
{
    /// <summary>What a machine fetches before it is anybody.</summary>
    private static readonly string[] Joining = ["GET /programs", "GET /programs/{platform}/byob", "HEAD /programs/{platform}/byob", "GET /join.sh", "GET /join.ps1"];

    /// <summary>What anyone may call: the door itself, and the sign of life. Whoever adds to this list opens a door.</summary>
    private static readonly string[] Open = ["GET /signin", "POST /signin", "POST /signout", "GET /host/{ticket}", "POST /host/{ticket}", "POST /api/enrol", "* /health", .. Joining];

    [Fact]
    public async Task EveryEndpoint_WithoutSignIn_IsClosedButTheDoor()
    {
        var client = master.Host.NewClient();
        List<string> open = [];
        var asked = 0;

        foreach (var endpoint in master.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
                continue;
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } named ? named : ["*"];
            foreach (var method in methods)
            {
                var name = $"{method} /{endpoint.RoutePattern.RawText?.TrimStart('/')}";
                if (Open.Contains(name))
                    continue;
                asked++;
                if (!await IsClosedAsync(client, method == "*" ? "GET" : method, endpoint.RoutePattern.RawText ?? ""))
                    open.Add(name);
            }
        }

        Assert.Empty(open);
        Assert.NotEqual(0, asked);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nothing/here")]
    [InlineData("/jobs/3?tab=words")]
    public async Task Page_WithoutSignIn_LeadsToTheDoorAndRemembersTheWay(string page)
    {
        var reply = await master.Host.NewClient().GetAsync(page, Test.Cancel);

        Assert.Equal(HttpStatusCode.Redirect, reply.StatusCode);
        Assert.Equal($"/signin?returnUrl={Uri.EscapeDataString(page)}", reply.Headers.Location?.PathAndQuery);
    }

    [Theory]
    [InlineData("/api/nothing")]
    [InlineData("/hub/party")]
    [InlineData("/_blazor")]
    public async Task Program_WithoutSignIn_GetsAProblem(string path)
    {
        var reply = await master.Host.NewClient().GetAsync(path, Test.Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>True when the answer is 401, or the way to the door.</summary>
    private static async Task<bool> IsClosedAsync(HttpClient client, string method, string pattern)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/" + Parameter().Replace(pattern, Fill).TrimStart('/'));
        var reply = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Test.Cancel);
        return reply.StatusCode == HttpStatusCode.Unauthorized
            || (reply.StatusCode == HttpStatusCode.Redirect && reply.Headers.Location?.AbsolutePath == "/signin");
    }

    private static string Fill(Match parameter) =>
        parameter.Value.Contains("guid", StringComparison.Ordinal) ? Guid.CreateVersion7().ToString("D")
        : parameter.Value.Contains("int", StringComparison.Ordinal) ? "1"
        : "x";

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
