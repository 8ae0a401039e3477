using System.Security.Claims;
using Byob.Shared.Chunks;
using Byob.Web.Party;
using Byob.Web.Party.Access;
using Byob.Web.Party.Roster;
using Byob.Web.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Party.Access;

public sealed class PoliciesTests(MasterFixture master) : IClassFixture<MasterFixture>
{
    [Theory]
    [InlineData("Hanna", Policies.Member, true)]
    [InlineData("Hanna", Policies.Host, true)]
    [InlineData("Hanna", Policies.Worker, false)]
    [InlineData("Hanna", Policies.MemberOrWorker, true)]
    [InlineData("Ada", Policies.Member, true)]
    [InlineData("Ada", Policies.Host, false)]
    [InlineData("Ada", Policies.Worker, false)]
    [InlineData("Ada", Policies.MemberOrWorker, true)]
    [InlineData("machine", Policies.Member, false)]
    [InlineData("machine", Policies.Host, false)]
    [InlineData("machine", Policies.Worker, true)]
    [InlineData("machine", Policies.MemberOrWorker, true)]
    [InlineData("nobody", Policies.Member, false)]
    [InlineData("nobody", Policies.Host, false)]
    [InlineData("nobody", Policies.Worker, false)]
    [InlineData("nobody", Policies.MemberOrWorker, false)]
    public async Task Policy_ForEachKindOfCaller_AllowsWhatItSays(string who, string policy, bool allowed)
    {
        var user = who switch
        {
            "nobody" => new ClaimsPrincipal(new ClaimsIdentity()),
            "machine" => PartyPrincipals.Of(new RosterWorker(WorkerId.New(), "machine", Guid.CreateVersion7(), "Hanna", BuiltIn: false)),
            _ => PartyPrincipals.Of(new Actor(Guid.CreateVersion7(), who, IsHost: who == "Hanna")),
        };

        Assert.Equal(allowed, (await master.Host.Services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(user, policy)).Succeeded);
    }
}
