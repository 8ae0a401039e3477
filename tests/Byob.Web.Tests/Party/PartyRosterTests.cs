using Byob.Web.Party;
using Byob.Web.Storage;
using Byob.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class PartyRosterTests
{
    [Fact]
    public async Task ChangeAsync_ManyAtOnce_EndsWithWhatTheDatabaseHolds()
    {
        await using var host = await MasterHost.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.SignInAsync($"Member {i % 10}")));

        var stored = await host.ReadAsync(context => context.Users.Select(member => member.UserName).OrderBy(name => name).ToListAsync(Test.Cancel));
        Assert.Equal(10, stored.Count);
        Assert.Equal(stored, host.Roster().Members.Select(member => member.Name).OrderBy(name => name, StringComparer.Ordinal));
    }

    [Fact]
    public async Task ChangeAsync_ListenerThrows_TellsTheOthers()
    {
        await using var host = await MasterHost.StartAsync();
        var roster = host.Services.GetRequiredService<PartyRoster>();
        var told = 0;
        roster.Changed += () => throw new InvalidOperationException("a page in trouble");
        roster.Changed += () => told++;

        await host.SignInAsync("Ada");

        Assert.Equal(1, told);
        Assert.Contains(host.Log.Entries, entry => entry.Id == 1005);
    }

    [Fact]
    public async Task ChangeAsync_ChangeThrows_ChangesNothing()
    {
        await using var host = await MasterHost.StartAsync();
        var before = host.Roster();

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Services.GetRequiredService<PartyRoster>().ChangeAsync<bool>(
            async context =>
            {
                var party = await context.Parties.SingleAsync(Test.Cancel);
                party.Name = "Half a change";
                throw new InvalidOperationException("no");
            },
            Test.Cancel));

        Assert.Same(before, host.Roster());
        Assert.Equal(PartyOptions.DefaultName, await host.ReadAsync(context => context.Parties.Select((PartyRecord party) => party.Name).SingleAsync(Test.Cancel)));
    }
}
