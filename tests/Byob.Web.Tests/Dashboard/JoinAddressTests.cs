using Byob.Web.Workers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace Byob.Web.Tests.Dashboard;

public sealed class JoinAddressTests
{
    [Fact]
    public void For_VisitorFromTheNetwork_IsTheAddressThatWorksForThem() =>
        Assert.Equal("http://10.0.0.7:5000", new JoinAddress(new Listening("http://[::]:5000")).For("http://10.0.0.7:5000/"));

    [Fact]
    public void For_VisitorOnTheMaster_IsAnAddressOfTheNetwork() =>
        Assert.Equal("http://10.0.0.7:5000", new JoinAddress(new Listening("http://127.0.0.1:5000", "http://10.0.0.7:5000")).For("http://localhost:5000/"));

    [Fact]
    public void For_MasterListensOnItselfAlone_IsWhereTheVisitorIs() =>
        Assert.Equal("http://localhost:5000", new JoinAddress(new Listening("http://127.0.0.1:5000")).For("http://localhost:5000/"));

    private sealed class Listening : IServer
    {
        public Listening(params string[] addresses)
        {
            var feature = new ServerAddressesFeature();
            foreach (var address in addresses)
                feature.Addresses.Add(address);
            Features.Set<IServerAddressesFeature>(feature);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
