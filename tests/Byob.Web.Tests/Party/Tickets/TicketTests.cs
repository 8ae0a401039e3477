using System.Net;
using System.Net.Http.Json;
using System.Text;
using Byob.Shared.Hubs;
using Byob.Web.Party.Tickets;
using Byob.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Byob.Web.Tests.Party.Tickets;

public sealed class TicketTests
{
    [Fact]
    public async Task Ticket_OfAMember_EnrolsAMachineOfTheirs()
    {
        await using var host = await MasterHost.StartAsync("--Party:Name=Friday");
        var ticket = await MakeAsync(await host.SignInAsync("Ada"));

        var reply = await EnrolAsync(host, ticket.Ticket, "lab-pc", member: "Somebody else");
        var enrolled = await reply.Content.ReadFromJsonAsync<EnrolReply>(Test.Cancel);

        Assert.Equal(("lab-pc", "Friday", "Ada"), (enrolled!.WorkerName, enrolled.PartyName, enrolled.MemberName));
        Assert.True(await host.IsInAsync(host.NewWorkerClient(enrolled.Token)));
        Assert.Equal("Ada", Assert.Single(host.Roster().Members).Name);
        Assert.Equal("Ada", Assert.Single(host.Roster().Workers.Values).OwnerName);
    }

    [Fact]
    public async Task Ticket_ItsTime_IsOverAfterAQuarterOfAnHour()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await MasterHost.StartAsync(new MasterHostSettings { Time = time });
        var ticket = await MakeAsync(await host.SignInAsync("Ada"));
        Assert.Equal(time.GetUtcNow().AddMinutes(15), ticket.ExpiresAt);

        time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1));
        await AssertEnrolsAsync(host, ticket.Ticket);
        time.Advance(TimeSpan.FromTicks(1));
        await AssertRefusedAsync(host, ticket.Ticket);
    }

    [Fact]
    public async Task Ticket_AllItsUses_AreCountedEvenSideBySide()
    {
        await using var host = await MasterHost.StartAsync("--Party:TicketUses=3");
        var ticket = await MakeAsync(await host.SignInAsync("Ada"));

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EnrolAsync(host, ticket.Ticket)));

        Assert.Equal(3, replies.Count(reply => reply.StatusCode == HttpStatusCode.OK));
        Assert.Equal(5, replies.Count(reply => reply.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(3, host.Roster().Workers.Count);
    }

    [Fact]
    public async Task Ticket_ABadMachineName_CostsNoUse()
    {
        await using var host = await MasterHost.StartAsync("--Party:TicketUses=1");
        var ticket = await MakeAsync(await host.SignInAsync("Ada"));

        Assert.Equal(HttpStatusCode.BadRequest, (await EnrolAsync(host, ticket.Ticket, machine: "")).StatusCode);
        await AssertEnrolsAsync(host, ticket.Ticket);
    }

    [Fact]
    public async Task Ticket_ItsMakerIsRemoved_IsVoid()
    {
        await using var host = await MasterHost.StartAsync();
        await host.SignInAsHostAsync("Hanna");
        var ticket = await MakeAsync(await host.SignInAsync("Ada"));

        Assert.True((await host.Members().RemoveAsync(host.ActorOf("Ada").MemberId, host.ActorOf("Hanna"), Test.Cancel)).Ok);

        await AssertRefusedAsync(host, ticket.Ticket);
        // Not even when the same name comes back.
        await host.SignInAsync("Ada");
        await AssertRefusedAsync(host, ticket.Ticket);
    }

    [Fact]
    public async Task Ticket_AnotherPartyPassword_IsVoid()
    {
        await using var host = await MasterHost.StartAsync();
        await host.SignInAsHostAsync("Hanna");
        var client = await host.SignInAsync("Ada");
        var ticket = await MakeAsync(client);

        Assert.True((await host.Members().ChangePasswordAsync("another password", host.ActorOf("Hanna"), Test.Cancel)).Ok);

        await AssertRefusedAsync(host, ticket.Ticket);
        await AssertEnrolsAsync(host, (await MakeAsync(client)).Ticket);
    }

    [Fact]
    public async Task Ticket_Garbage_IsRefusedLikeAnOldOne()
    {
        await using var host = await MasterHost.StartAsync();
        var ticket = (await MakeAsync(await host.SignInAsync("Ada"))).Ticket;

        foreach (var wrong in new[] { "", "x", TicketSecret.Make(), ticket[..^1], ticket + "A", ticket.ToUpperInvariant(), new string('x', 3000), "' OR 1=1 --" })
            await AssertRefusedAsync(host, wrong);
        await AssertEnrolsAsync(host, ticket);
    }

    [Fact]
    public async Task Ticket_MoreTriesThanAnAddressHas_AreSlowedDown()
    {
        await using var host = await MasterHost.StartAsync("--Party:TriesPerMinute=3");
        for (var i = 0; i < 3; i++)
            await AssertRefusedAsync(host, TicketSecret.Make());

        Assert.Equal(HttpStatusCode.TooManyRequests, (await EnrolAsync(host, TicketSecret.Make())).StatusCode);
    }

    [Fact]
    public async Task Ticket_Secret_IsKeptAsItsHashAndNeverLogged()
    {
        await using var host = await MasterHost.StartAsync();
        var ticket = (await MakeAsync(await host.SignInAsync("Ada"))).Ticket;
        await AssertEnrolsAsync(host, ticket);
        await AssertRefusedAsync(host, ticket[..^1]);

        Assert.Equal(TicketSecret.Hash(ticket), (await host.ReadAsync(context => context.JoinTickets.SingleAsync(Test.Cancel))).Hash);
        Assert.DoesNotContain(ticket[..^1], host.Log.Text, StringComparison.Ordinal);
        await host.StopAsync();
        foreach (var file in Directory.GetFiles(host.DataFolder, "party*"))
            Assert.DoesNotContain(ticket, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Test.Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ticket_OneMoreThanAMemberMayHave_VoidsTheOldest()
    {
        await using var host = await MasterHost.StartAsync();
        var client = await host.SignInAsync("Ada");
        var others = (await MakeAsync(await host.SignInAsync("Bob"))).Ticket;
        var first = (await MakeAsync(client)).Ticket;
        var second = (await MakeAsync(client)).Ticket;
        for (var i = 2; i <= JoinTickets.MostOfOneMember; i++)
            await MakeAsync(client);

        await AssertRefusedAsync(host, first);
        await AssertEnrolsAsync(host, second);
        await AssertEnrolsAsync(host, others);
    }

    [Fact]
    public async Task Make_AsAMachineOrNobody_IsRefused()
    {
        await using var host = await MasterHost.StartAsync();
        var machine = host.NewWorkerClient((await host.EnrolAsync("Ada")).Token);

        Assert.Equal(HttpStatusCode.Forbidden, (await machine.PostAsync("/" + PartyRoutes.Tickets, null, Test.Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.NewClient().PostAsync("/" + PartyRoutes.Tickets, null, Test.Cancel)).StatusCode);
    }

    [Fact]
    public async Task Make_AsAMemberWhoIsGone_GivesNone()
    {
        await using var host = await MasterHost.StartAsync();

        Assert.Null(await host.Services.GetRequiredService<IJoinTickets>().MakeAsync(new(Guid.CreateVersion7(), "Ada", false), Test.Cancel));
    }

    private static async Task<JoinTicket> MakeAsync(HttpClient member)
    {
        var reply = await member.PostAsync("/" + PartyRoutes.Tickets, null, Test.Cancel);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.True(reply.Headers.CacheControl?.NoStore);
        return (await reply.Content.ReadFromJsonAsync<JoinTicket>(Test.Cancel))!;
    }

    private static Task<HttpResponseMessage> EnrolAsync(MasterHost host, string ticket, string machine = "box", string? member = null) =>
        host.NewClient().PostAsJsonAsync("/" + PartyRoutes.Enrol, new EnrolRequest(member, null, machine, ticket), Test.Cancel);

    private static async Task AssertEnrolsAsync(MasterHost host, string ticket) =>
        Assert.Equal(HttpStatusCode.OK, (await EnrolAsync(host, ticket)).StatusCode);

    private static async Task AssertRefusedAsync(MasterHost host, string ticket)
    {
        var reply = await EnrolAsync(host, ticket);
        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.StartsWith("This ticket is none of the party's, is used up, or is too old.", await reply.ReadDetailAsync(), StringComparison.Ordinal);
    }
}
