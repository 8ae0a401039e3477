using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Byob.Web.Party;
using Byob.Web.Party.Roster;
using Byob.Web.Storage;
using Byob.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Party;

/// <summary>What tests of the party ask a host for.</summary>
internal static partial class PartyHelp
{
    public static RosterSnapshot Roster(this MasterHost host) => host.Services.GetRequiredService<PartyRoster>().Current;

    public static IMembers Members(this MasterHost host) => host.Services.GetRequiredService<IMembers>();

    public static async Task<T> ReadAsync<T>(this MasterHost host, Func<PartyDbContext, Task<T>> read)
    {
        await using var context = await host.Services.GetRequiredService<PartyStore>().ReadAsync(Test.Cancel);
        return await read(context);
    }

    /// <summary>Whether the host knows who is calling: asked at an address that members and workers may use.</summary>
    public static async Task<bool> IsInAsync(this MasterHost host, HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(host.Address, "/api/uploads"));
        var reply = await client.SendAsync(request, Test.Cancel);
        return reply.StatusCode switch
        {
            HttpStatusCode.NoContent => true,
            HttpStatusCode.Unauthorized => false,
            _ => throw new InvalidOperationException($"The host answered {reply.StatusCode}."),
        };
    }

    public static Task<string> ReadTextAsync(this HttpResponseMessage reply) => reply.Content.ReadAsStringAsync(Test.Cancel);

    /// <summary>The sentence of a problem (RFC 9457).</summary>
    public static async Task<string> ReadDetailAsync(this HttpResponseMessage reply)
    {
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await reply.ReadTextAsync());
        return problem.RootElement.GetProperty("detail").GetString() ?? "";
    }

    /// <summary>The sentence that a page at the door shows as its problem.</summary>
    public static string Sentence(this string html) => WebUtility.HtmlDecode(Problem().Match(html).Groups["text"].Value);

    [GeneratedRegex("""<p class="problem"[^>]*>(?<text>[^<]*)</p>""")]
    private static partial Regex Problem();
}
