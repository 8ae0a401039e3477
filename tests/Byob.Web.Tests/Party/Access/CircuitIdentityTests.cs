using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Byob.Web.Party;
using Byob.Web.Party.Access;
using Byob.Web.Party.SignIn;
using Byob.Web.Tests.Hosting;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Party.Access;

public sealed class CircuitIdentityTests
{
    [Fact]
    public async Task OpenTab_MemberIsRemoved_IsNobodyAtOnceAndIsNotListenedTo()
    {
        await using var host = await StartAsync();
        await using var tab = new Tab(host, "Ada");
        Assert.Equal("Ada", (await tab.UserAsync()).Identity?.Name);
        Assert.True(await tab.SendAsync());

        await host.Members().RemoveAsync(host.ActorOf("Ada").MemberId, host.ActorOf("Hanna"), Test.Cancel);

        Assert.Equal([null], tab.Told);
        Assert.False((await tab.UserAsync()).Identity?.IsAuthenticated ?? false);
        Assert.False(await tab.SendAsync());
    }

    [Fact]
    public async Task OpenTab_MemberBecomesHost_IsHostAtOnce()
    {
        await using var host = await StartAsync();
        await using var tab = new Tab(host, "Ada");
        Assert.False((await tab.UserAsync()).HasClaim(PartyClaims.Host, "true"));

        await host.Members().HandOverAsync(host.ActorOf("Ada").MemberId, host.ActorOf("Hanna"), Test.Cancel);

        Assert.True((await tab.UserAsync()).HasClaim(PartyClaims.Host, "true"));
        Assert.Equal(["Ada"], tab.Told);
    }

    [Fact]
    public async Task OpenTab_OthersChange_IsNotDisturbed()
    {
        await using var host = await StartAsync();
        await using var tab = new Tab(host, "Ada");
        await tab.UserAsync();

        await host.SignInAsync("Bob");
        await host.Members().RemoveAsync(host.ActorOf("Bob").MemberId, host.ActorOf("Hanna"), Test.Cancel);

        Assert.Empty(tab.Told);
    }

    [Fact]
    public async Task OpenTab_Closed_IsToldNothingMore()
    {
        await using var host = await StartAsync();
        var tab = new Tab(host, "Ada");
        await tab.UserAsync();
        await tab.DisposeAsync();

        await host.Members().RemoveAsync(host.ActorOf("Ada").MemberId, host.ActorOf("Hanna"), Test.Cancel);

        Assert.Empty(tab.Told);
    }

    [Fact]
    public async Task RedirectToSignIn_Shown_LeadsToTheDoorAndBack()
    {
        await using var context = new BunitContext();
        var navigation = context.Services.GetRequiredService<BunitNavigationManager>();
        navigation.NavigateTo("/jobs/3?tab=words");

        context.Render<RedirectToSignIn>();

        Assert.Equal("signin?returnUrl=%2Fjobs%2F3%3Ftab%3Dwords", navigation.History.First().Uri);
        Assert.True(navigation.History.First().Options.ForceLoad);
    }

    private static async Task<MasterHost> StartAsync()
    {
        var host = await MasterHost.StartAsync();
        await host.SignInAsHostAsync("Hanna");
        await host.SignInAsync("Ada");
        return host;
    }

    /// <summary>A browser tab that this member has open: the services of its circuit, as the framework makes them.</summary>
    private sealed class Tab : IAsyncDisposable
    {
        private readonly AsyncServiceScope _scope;
        private readonly AuthenticationStateProvider _identity;
        private readonly CircuitHandler _handler;

        public Tab(MasterHost host, string member)
        {
            _scope = host.Services.CreateAsyncScope();
            _identity = _scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
            _handler = _scope.ServiceProvider.GetServices<CircuitHandler>().OfType<RemovedMemberCircuits>().Single();
            Assert.IsAssignableFrom<IHostEnvironmentAuthenticationStateProvider>(_identity)
                .SetAuthenticationState(Task.FromResult(new AuthenticationState(PartyPrincipals.Of(host.ActorOf(member)))));
            _identity.AuthenticationStateChanged += async state => Told.Add((await state).User.Identity?.Name);
        }

        public List<string?> Told { get; } = [];

        public async Task<ClaimsPrincipal> UserAsync() => (await _identity.GetAuthenticationStateAsync()).User;

        /// <summary>Whether something that the tab sends is listened to.</summary>
        public async Task<bool> SendAsync()
        {
            var heard = false;
            // The handler does not look at the activity, and only the framework can make one.
            await _handler.CreateInboundActivityHandler(_ =>
            {
                heard = true;
                return Task.CompletedTask;
            })(null!);
            return heard;
        }

        public ValueTask DisposeAsync() => _scope.DisposeAsync();
    }
}
