using System.Net;
using System.Text;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Party;
using Byob.Web.Tests.Hosting;
using Byob.Web.Workers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class MembersTests
{
    private readonly RecordedConnections _connections = new();

    [Fact]
    public async Task Invite_FirstName_ClosesThePartyForOthersButNotForMembers()
    {
        await using var host = await StartAsync();
        await host.SignInAsync("Ada");

        Assert.True((await host.Members().InviteAsync(["Bob", " Søren ", "bob", ""], host.ActorOf("Hanna"), Test.Cancel)).Ok);

        await host.SignInAsync("ada");
        await host.SignInAsync("BOB");
        await host.SignInAsync("søren");
        var stranger = await host.NewClient().SendFormAsync("/signin", new() { ["name"] = "Eve", ["password"] = MasterHost.Password });
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        Assert.StartsWith("\"Eve\" is not on the invitation list.", (await stranger.ReadTextAsync()).Sentence(), StringComparison.Ordinal);
        var roll = await host.Members().RollAsync(Test.Cancel);
        Assert.Equal([("Bob", true), ("Søren", true)], roll.Invitations.Select(i => (i.Name, i.HasJoined)));
        Assert.All(roll.Invitations, invitation => Assert.Equal("Hanna", invitation.InvitedBy));
    }

    [Fact]
    public async Task Invite_EnrollingMachine_FollowsTheSameRule()
    {
        await using var host = await StartAsync();
        await host.Members().InviteAsync(["Bob"], host.ActorOf("Hanna"), Test.Cancel);

        using var body = new StringContent($$"""{"memberName":"Eve","password":"{{MasterHost.Password}}","workerName":"box"}""", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.Forbidden, (await host.NewClient().PostAsync("/api/enrol", body, Test.Cancel)).StatusCode);

        await host.EnrolAsync("Bob", "box");
    }

    [Fact]
    public async Task Invite_NotInvitedWithAWrongPassword_IsToldOnlyOfThePassword()
    {
        await using var host = await StartAsync();
        await host.Members().InviteAsync(["Bob"], host.ActorOf("Hanna"), Test.Cancel);

        var reply = await host.NewClient().SendFormAsync("/signin", new() { ["name"] = "Eve", ["password"] = "wrong password" });

        Assert.StartsWith("That is not the party password.", (await reply.ReadTextAsync()).Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invite_NameThatIsNone_InvitesNobody()
    {
        await using var host = await StartAsync();

        var outcome = await host.Members().InviteAsync(["Bob", "<Eve>"], host.ActorOf("Hanna"), Test.Cancel);

        Assert.StartsWith("\"<Eve>\" cannot be invited.", outcome.Refusal, StringComparison.Ordinal);
        Assert.False((await host.Members().InviteAsync([" "], host.ActorOf("Hanna"), Test.Cancel)).Ok);
        Assert.Empty(host.Roster().Invitations);
    }

    [Fact]
    public async Task WithdrawInvitation_LastOne_OpensThePartyAgain()
    {
        await using var host = await StartAsync();
        await host.Members().InviteAsync(["Bob"], host.ActorOf("Hanna"), Test.Cancel);

        Assert.True((await host.Members().WithdrawInvitationAsync("bob", host.ActorOf("Hanna"), Test.Cancel)).Ok);
        Assert.False((await host.Members().WithdrawInvitationAsync("bob", host.ActorOf("Hanna"), Test.Cancel)).Ok);

        await host.SignInAsync("Eve");
    }

    [Fact]
    public async Task Remove_Member_EndsSessionsAndMachinesAtOnce()
    {
        await using var host = await StartAsync();
        var person = await host.SignInAsync("Ada");
        var enrolled = await host.EnrolAsync("Ada", "box");
        var machine = host.NewWorkerClient(enrolled.Token);
        var other = await host.EnrolAsync("Bob", "other");
        List<Guid> told = [];
        host.Services.GetRequiredService<PartyRoster>().MemberRemoved += told.Add;
        var ada = host.ActorOf("Ada");
        Assert.True(await host.IsInAsync(person));
        Assert.True(await host.IsInAsync(machine));

        var outcome = await host.Members().RemoveAsync(ada.MemberId, host.ActorOf("Hanna"), Test.Cancel);

        Assert.True(outcome.Ok);
        Assert.False(await host.IsInAsync(person));
        Assert.False(await host.IsInAsync(machine));
        Assert.True(await host.IsInAsync(host.NewWorkerClient(other.Token)));
        Assert.Equal([ada.MemberId], told);
        var call = Assert.Single(_connections.Calls);
        Assert.Equal((enrolled.Worker, GoodbyeKind.Removed), (call.Worker, call.Kind));
        Assert.Equal(["Bob", "Hanna"], (await host.Members().RollAsync(Test.Cancel)).Members.Select(member => member.Name));
    }

    [Fact]
    public async Task Remove_InvitedMember_CannotComeBack()
    {
        await using var host = await StartAsync();
        await host.Members().InviteAsync(["Ada"], host.ActorOf("Hanna"), Test.Cancel);
        await host.SignInAsync("Ada");

        await host.Members().RemoveAsync(host.ActorOf("Ada").MemberId, host.ActorOf("Hanna"), Test.Cancel);

        var back = await host.NewClient().SendFormAsync("/signin", new() { ["name"] = "Ada", ["password"] = MasterHost.Password });
        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        // Hers was the only invitation: an empty list would have invited everybody.
        Assert.Equal(["Hanna"], host.Roster().Invitations.Values);
    }

    [Fact]
    public async Task Remove_OneselfOrNobody_IsRefused()
    {
        await using var host = await StartAsync();
        var hanna = host.ActorOf("Hanna");

        Assert.StartsWith("You cannot remove yourself.", (await host.Members().RemoveAsync(hanna.MemberId, hanna, Test.Cancel)).Refusal, StringComparison.Ordinal);
        Assert.False((await host.Members().RemoveAsync(Guid.CreateVersion7(), hanna, Test.Cancel)).Ok);
        Assert.Single(host.Roster().Members);
    }

    [Fact]
    public async Task Remove_TwoHostsEachOtherAtOnce_LeavesOne()
    {
        using var folder = new TemporaryFolder();
        var settings = new MasterHostSettings { DataFolder = folder.Path };
        await using (var first = await MasterHost.StartAsync(settings))
            await first.SignInAsHostAsync("Hanna");
        await using var host = await MasterHost.StartAsync(settings, "--Party:HostLink=true");
        await host.SignInAsHostAsync("Hugo");
        var (hanna, hugo) = (host.ActorOf("Hanna"), host.ActorOf("Hugo"));

        var outcomes = await Task.WhenAll(
            host.Members().RemoveAsync(hugo.MemberId, hanna, Test.Cancel), host.Members().RemoveAsync(hanna.MemberId, hugo, Test.Cancel));

        Assert.Single(outcomes, outcome => outcome.Ok);
        Assert.True(Assert.Single(host.Roster().Members).IsHost);
    }

    [Fact]
    public async Task RemoveWorker_OwnerOrHost_RevokesIt()
    {
        await using var host = await StartAsync();
        var mine = await host.EnrolAsync("Ada", "mine");
        var hers = await host.EnrolAsync("Bob", "hers");

        Assert.False((await host.Members().RemoveWorkerAsync(hers.Worker.Value, host.ActorOf("Ada"), Test.Cancel)).Ok);
        Assert.True((await host.Members().RemoveWorkerAsync(mine.Worker.Value, host.ActorOf("Ada"), Test.Cancel)).Ok);
        Assert.True((await host.Members().RemoveWorkerAsync(hers.Worker.Value, host.ActorOf("Hanna"), Test.Cancel)).Ok);
        Assert.False((await host.Members().RemoveWorkerAsync(hers.Worker.Value, host.ActorOf("Hanna"), Test.Cancel)).Ok);

        Assert.False(await host.IsInAsync(host.NewWorkerClient(mine.Token)));
        Assert.False(await host.IsInAsync(host.NewWorkerClient(hers.Token)));
        Assert.Equal([mine.Worker, hers.Worker], _connections.Calls.Select(call => call.Worker));
        Assert.Equal("mine", (await host.EnrolAsync("Ada", "mine")).WorkerName);
    }

    [Fact]
    public async Task RemoveWorker_BuiltIn_IsRefused()
    {
        await using var host = await StartAsync();
        var builtIn = await host.Services.GetRequiredService<IBuiltInEnrolment>().EnrolBuiltInAsync("pc", Test.Cancel);

        var outcome = await host.Members().RemoveWorkerAsync(builtIn.Worker.Value, host.ActorOf("Hanna"), Test.Cancel);

        Assert.Contains("--Worker:BuiltIn=false", outcome.Refusal, StringComparison.Ordinal);
        Assert.True(await host.IsInAsync(host.NewWorkerClient(builtIn.Token)));
    }

    [Fact]
    public async Task HandOver_ToAMember_MakesThemHostInTheActorsPlace()
    {
        await using var host = await StartAsync();
        await host.SignInAsync("Ada");
        var hanna = host.ActorOf("Hanna");

        Assert.False((await host.Members().HandOverAsync(hanna.MemberId, hanna, Test.Cancel)).Ok);
        Assert.True((await host.Members().HandOverAsync(host.ActorOf("Ada").MemberId, hanna, Test.Cancel)).Ok);

        Assert.True(host.ActorOf("Ada").IsHost);
        Assert.False(host.ActorOf("Hanna").IsHost);
        // What she holds still says host; what counts is what she is now.
        Assert.False((await host.Members().RenamePartyAsync("Mine", hanna, Test.Cancel)).Ok);
    }

    [Fact]
    public async Task ChangePassword_NewOne_CountsFromNowOnAndKeepsWhoIsIn()
    {
        await using var host = await StartAsync();
        var person = await host.SignInAsync("Ada");
        var machine = host.NewWorkerClient((await host.EnrolAsync("Ada")).Token);

        Assert.True((await host.Members().ChangePasswordAsync("a new password", host.ActorOf("Hanna"), Test.Cancel)).Ok);

        Assert.True(await host.IsInAsync(person));
        Assert.True(await host.IsInAsync(machine));
        await host.SignInAsync("Bob", "a new password");
        var old = await host.NewClient().SendFormAsync("/signin", new() { ["name"] = "Bob", ["password"] = MasterHost.Password });
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
    }

    [Theory]
    [InlineData("short")]
    [InlineData(" with a space before")]
    [InlineData("with a\ttab")]
    public async Task ChangePassword_BadOne_IsRefused(string password)
    {
        await using var host = await StartAsync();

        Assert.StartsWith("The party password needs 8 to 128", (await host.Members().ChangePasswordAsync(password, host.ActorOf("Hanna"), Test.Cancel)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rename_Party_ShowsAtTheDoorAtOnce()
    {
        await using var host = await StartAsync();
        var changes = 0;
        host.Services.GetRequiredService<PartyRoster>().Changed += () => changes++;

        Assert.True((await host.Members().RenamePartyAsync(" Letters & Co ", host.ActorOf("Hanna"), Test.Cancel)).Ok);

        Assert.Equal("Letters & Co", host.Services.GetRequiredService<IPartyIdentity>().Name);
        Assert.Contains("Letters &amp; Co", await host.NewClient().GetStringAsync("/signin", Test.Cancel), StringComparison.Ordinal);
        Assert.Equal(1, changes);
        Assert.False((await host.Members().RenamePartyAsync(" ", host.ActorOf("Hanna"), Test.Cancel)).Ok);
    }

    [Fact]
    public async Task Everything_ByAMemberWhoIsNoHost_IsRefused()
    {
        await using var host = await StartAsync();
        await host.SignInAsync("Ada");
        await host.SignInAsync("Bob");
        // A claim to be host is worth nothing: the roster knows better.
        var ada = host.ActorOf("Ada") with { IsHost = true };
        var bob = host.ActorOf("Bob").MemberId;
        var members = host.Members();

        Outcome[] outcomes =
        [
            await members.InviteAsync(["Eve"], ada, Test.Cancel),
            await members.WithdrawInvitationAsync("Eve", ada, Test.Cancel),
            await members.RemoveAsync(bob, ada, Test.Cancel),
            await members.HandOverAsync(bob, ada, Test.Cancel),
            await members.ChangePasswordAsync("a new password", ada, Test.Cancel),
            await members.RenamePartyAsync("Mine", ada, Test.Cancel),
        ];

        Assert.All(outcomes, outcome => Assert.Equal("Only the host of the party may do this.", outcome.Refusal));
    }

    private async Task<MasterHost> StartAsync()
    {
        var host = await MasterHost.StartAsync(new MasterHostSettings { Adjust = builder => builder.Services.AddSingleton<IWorkerConnections>(_connections) });
        await host.SignInAsHostAsync("Hanna");
        return host;
    }

    private sealed class RecordedConnections : IWorkerConnections
    {
        public List<(WorkerId Worker, GoodbyeKind Kind)> Calls { get; } = [];

        public Task DisconnectAsync(WorkerId worker, GoodbyeKind kind, string reason)
        {
            Calls.Add((worker, kind));
            return Task.CompletedTask;
        }
    }
}
