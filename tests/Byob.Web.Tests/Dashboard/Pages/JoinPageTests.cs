using Bunit;
using Byob.Web.Tests.Dashboard.Fakes;
using Byob.Web.Workers;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Pages;

public sealed class JoinPageTests : IAsyncDisposable
{
    private readonly DashboardContext _dashboard = new();

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public void Line_HasTheAddressAndTheNameFilledIn() =>
        Assert.Equal(
            "dotnet run -c Release --project Byob.Worker -- join http://localhost --name Alice",
            _dashboard.Open<JoinPage>().Find("#line [data-copy]").GetAttribute("data-copy"));

    [Fact]
    public void Address_IsAQrCode() => Assert.Equal("QR code of http://localhost", _dashboard.Open<JoinPage>().Find("svg.qr").GetAttribute("aria-label"));

    [Fact]
    public void MasterListensOnItselfAlone_SaysSo() => Assert.Contains("The master listens on its own machine alone", _dashboard.Open<JoinPage>().Text(), StringComparison.Ordinal);

    [Fact]
    public async Task Windows_NamesPowerShell()
    {
        var page = _dashboard.Open<JoinPage>();

        await page.Button("Windows").ClickAsync();

        Assert.Contains("For PowerShell.", page.Text(), StringComparison.Ordinal);
        Assert.Equal("true", page.Button("Windows").GetAttribute("aria-selected"));
    }

    [Fact]
    public void MachineJoins_IsTickedAtOnce()
    {
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker()] });
        var page = _dashboard.Open<JoinPage>();
        Assert.Contains("Waiting for a machine.", page.Text(), StringComparison.Ordinal);

        _dashboard.PublishUntil(
            party => party with { Workers = [.. party.Workers, Some.Worker("borealis", 1) with { ConnectedAt = Some.Now.AddSeconds(5) }] },
            () => page.Text().Contains("borealis is here: 8 cores, Linux 6.12", StringComparison.Ordinal));

        Assert.DoesNotContain("anvil is here", page.Text(), StringComparison.Ordinal);
    }
}
