using System.Net;
using System.Net.Http.Json;
using System.Text;
using Byob.Shared.Hubs;
using Byob.Web.Party;
using Byob.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class EnrolTests
{
    [Fact]
    public async Task Enrol_RightPassword_GivesATokenThatOpensWhatWorkersNeed()
    {
        await using var host = await MasterHost.StartAsync("--Party:Name=Friday");

        var reply = await host.EnrolAsync("Ada", "lab-pc");

        Assert.StartsWith("byobw_", reply.Token, StringComparison.Ordinal);
        Assert.Equal(("lab-pc", "Friday"), (reply.WorkerName, reply.PartyName));
        Assert.True(await host.IsInAsync(host.NewWorkerClient(reply.Token)));
        Assert.Equal("Ada", Assert.Single(host.Roster().Members).Name);
    }

    [Fact]
    public async Task Enrol_Token_IsKeptAsItsHashOnly()
    {
        await using var host = await MasterHost.StartAsync();

        var reply = await host.EnrolAsync("Ada");

        var record = await host.ReadAsync(context => context.Workers.SingleAsync(Test.Cancel));
        Assert.Equal(WorkerToken.Hash(reply.Token), record.TokenHash);
        await host.StopAsync();
        Assert.DoesNotContain(reply.Token, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine(host.DataFolder, "party.db"), Test.Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrol_NameThatIsTaken_GetsANumber()
    {
        await using var host = await MasterHost.StartAsync();
        var longName = new string('x', 40);

        Assert.Equal("box", (await host.EnrolAsync("Ada", "box")).WorkerName);
        Assert.Equal("BOX 2", (await host.EnrolAsync("Bob", "BOX")).WorkerName);
        Assert.Equal("box 3", (await host.EnrolAsync("Ada", "box")).WorkerName);
        Assert.Equal(longName, (await host.EnrolAsync("Ada", longName)).WorkerName);
        Assert.Equal(longName[..38] + " 2", (await host.EnrolAsync("Ada", longName)).WorkerName);
    }

    [Fact]
    public async Task Enrol_FiveWrongPasswords_LocksTheNameForSignInToo()
    {
        await using var host = await MasterHost.StartAsync();
        var client = host.NewClient();
        for (var i = 0; i < 5; i++)
            await client.PostAsJsonAsync("/api/enrol", new EnrolRequest("Ada", "wrong password", "box"), Test.Cancel);

        var machine = await client.PostAsJsonAsync("/api/enrol", new EnrolRequest("Ada", MasterHost.Password, "box"), Test.Cancel);
        var person = await client.SendFormAsync("/signin", new() { ["name"] = "Ada", ["password"] = MasterHost.Password });

        Assert.Equal(HttpStatusCode.TooManyRequests, machine.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, person.StatusCode);
    }

    [Fact]
    public async Task Token_ThatIsNone_IsRefusedAsAProblem()
    {
        await using var host = await MasterHost.StartAsync();
        var token = (await host.EnrolAsync("Ada")).Token;

        foreach (var wrong in new[] { WorkerToken.Make(), token[..^1], token + "A", "x" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, "/api/uploads");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {wrong}");
            var reply = await host.NewClient().SendAsync(request, Test.Cancel);
            Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
            Assert.Contains("Join again", await reply.ReadDetailAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Token_InTheQuery_CountsForTheHubAlone()
    {
        await using var host = await MasterHost.StartAsync();
        var token = (await host.EnrolAsync("Ada")).Token;
        var client = host.NewClient();

        Assert.NotEqual(HttpStatusCode.Unauthorized, (await client.PostAsync($"/hub/party/negotiate?negotiateVersion=1&access_token={token}", null, Test.Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync($"/hub/party/negotiate?negotiateVersion=1&access_token={WorkerToken.Make()}", null, Test.Cancel)).StatusCode);
        using var elsewhere = new HttpRequestMessage(HttpMethod.Options, $"/api/uploads?access_token={token}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(elsewhere, Test.Cancel)).StatusCode);
    }

    [Fact]
    public async Task Token_OfAHostsMachine_IsNoHostAndNoMember()
    {
        await using var host = await MasterHost.StartAsync();
        await host.SignInAsHostAsync("Hanna");
        var token = (await host.EnrolAsync("Hanna")).Token;

        // An address that no endpoint has falls back to the policy for members.
        var reply = await host.NewWorkerClient(token).GetAsync("/api/nothing", Test.Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, reply.StatusCode);
        var worker = Assert.Single(host.Roster().Workers.Values);
        Assert.False(Byob.Web.Party.Access.PartyPrincipals.Of(worker).Actor().IsHost);
    }

    [Fact]
    public async Task BuiltIn_EachStart_IsTheSameWorkerWithANewToken()
    {
        await using var host = await MasterHost.StartAsync();
        var enrolment = host.Services.GetRequiredService<IBuiltInEnrolment>();

        var first = await enrolment.EnrolBuiltInAsync("lab-pc", Test.Cancel);
        var second = await enrolment.EnrolBuiltInAsync("lab-pc", Test.Cancel);

        Assert.Equal(first.Worker, second.Worker);
        Assert.Equal("lab-pc (built in)", second.Name);
        Assert.False(await host.IsInAsync(host.NewWorkerClient(first.Token)));
        Assert.True(await host.IsInAsync(host.NewWorkerClient(second.Token)));
        var entry = Assert.Single((await host.Members().RollAsync(Test.Cancel)).Workers);
        Assert.Equal((true, "this master"), (entry.BuiltIn, entry.OwnerName));
    }
}
