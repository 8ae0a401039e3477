using Xunit;

namespace Byob.Web.Tests.Hosting;

/// <summary>One master for all tests of a class: for those that only look, or do not mind each other.</summary>
public sealed class MasterFixture : IAsyncLifetime
{
    private MasterHost? _host;

    public MasterHost Host => _host ?? throw new InvalidOperationException("The master has not started.");

    public async ValueTask InitializeAsync() => _host = await MasterHost.StartAsync("--Party:Name=Secret club");

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
}
