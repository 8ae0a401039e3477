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
    public void Line_HasAddressAndTicketFilledIn() =>
        Assert.Equal("curl -fsSL http://localhost/join.sh | BYOB_TICKET=byobt_1 sh", LineOf(Open()));

    [Fact]
    public async Task Line_ToComeBackByItself_SaysSo()
    {
        var page = Open();

        await page.Find("#line input[type=checkbox]").ChangeAsync(true);

        Assert.EndsWith("| BYOB_TICKET=byobt_1 sh -s -- --service", LineOf(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Line_NoProgramForThePlatform_IsTheOneFromSourceAndSaysWhatTheHostCanDo()
    {
        _dashboard.Programs.There = [new("win-x64", "1.0", 1, "bb")];

        var page = Open();

        Assert.Equal("BYOB_TICKET=byobt_1 dotnet run -c Release --project Byob.Worker -- join http://localhost", LineOf(page));
        Assert.Contains("This master has no program for Linux to hand out. Its host makes the programs with ./publish-workers.sh", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ticket_ANewOne_IsMadeOnAClickAndWhenThePageOpens()
    {
        var page = Open();
        Assert.Equal(1, _dashboard.Tickets.Made);

        await page.Button("New ticket").ClickAsync();

        Assert.Contains("byobt_2", LineOf(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ticket_ItsTime_IsShownAndItsEndTakesTheLineAway()
    {
        var page = Open();
        Assert.Contains("up to 10 machines of Alice for 15 min", page.Text(), StringComparison.Ordinal);

        _dashboard.Time.Advance(TimeSpan.FromMinutes(15));
        _dashboard.Until(() => page.Text().Contains("The ticket of this line is over.", StringComparison.Ordinal));
        Assert.Empty(page.FindAll("#line [data-copy]"));

        await page.Button("New ticket").ClickAsync();
        Assert.Contains("byobt_2", LineOf(page), StringComparison.Ordinal);
    }

    [Fact]
    public void QrCode_LeadsToThisPageWithoutATicket() => Assert.Equal("QR code of http://localhost/join", Open().Find("svg.qr").GetAttribute("aria-label"));

    [Fact]
    public void MasterListensOnItselfAlone_SaysSo() => Assert.Contains("The master listens on its own machine alone", Open().Text(), StringComparison.Ordinal);

    [Fact]
    public async Task Windows_NamesPowerShell()
    {
        var page = Open();

        await page.Button("Windows").ClickAsync();

        Assert.Contains("For PowerShell.", page.Text(), StringComparison.Ordinal);
        Assert.Equal("true", page.Button("Windows").GetAttribute("aria-selected"));
        Assert.Equal("$env:BYOB_TICKET='byobt_1'; irm http://localhost/join.ps1 | iex", LineOf(page));
    }

    [Fact]
    public void MachineJoins_IsTickedAtOnce()
    {
        _dashboard.Party.Publish(party => party with { Workers = [Some.Worker()] });
        var page = Open();
        Assert.Contains("Waiting for a machine.", page.Text(), StringComparison.Ordinal);

        _dashboard.PublishUntil(
            party => party with { Workers = [.. party.Workers, Some.Worker("borealis", 1) with { ConnectedAt = Some.Now.AddSeconds(5) }] },
            () => page.Text().Contains("borealis is here: 8 cores, Linux 6.12", StringComparison.Ordinal));

        Assert.DoesNotContain("anvil is here", page.Text(), StringComparison.Ordinal);
    }

    private static string? LineOf(IRenderedComponent<JoinPage> page) => page.Find("#line [data-copy]").GetAttribute("data-copy");

    /// <summary>The page, once its ticket is there.</summary>
    private IRenderedComponent<JoinPage> Open()
    {
        var page = _dashboard.Open<JoinPage>();
        page.WaitForElement("#line [data-copy]");
        return page;
    }
}
