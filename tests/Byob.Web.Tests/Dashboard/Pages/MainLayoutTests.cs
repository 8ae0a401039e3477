using Bunit;
using Byob.Web.Dashboard;
using Byob.Web.Dashboard.Layout;
using Byob.Web.Live;
using Byob.Web.Tests.Dashboard.Fakes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Pages;

public sealed class MainLayoutTests : IAsyncDisposable
{
    private readonly DashboardContext _dashboard = new();

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public void Frame_NamesThePartyItsPagesAndWhatIsUnderWay()
    {
        _dashboard.Party.Publish(party => party with { Jobs = [Some.Job(), Some.Ended(3)], Workers = [Some.Worker(), Some.Worker("elm", 1, WorkerLiveness.Lost)] });

        var frame = Frame(builder => builder.AddContent(0, "the page"));

        Assert.Equal("Bit Counters", frame.Find(".party-name").TextContent);
        Assert.Equal(["Overview", "Jobs", "Datasets", "Workers", "Party"], frame.FindAll("nav .nav-link > span:not(.tally)").Select(link => link.TextContent));
        Assert.Equal(["1 in the queue", "1 alive"], frame.FindAll(".tally").Select(tally => tally.GetAttribute("aria-label")));
        Assert.Equal("the page", frame.Find("main").TextContent.Trim());
        Assert.Equal("#page", frame.Find(".skip").GetAttribute("data-skip"));
    }

    [Fact]
    public void Frame_ItsCircuitWorks_TellsTheScriptThatLooksAfterTheConnection()
    {
        Frame(_ => { });

        _dashboard.JSInterop.VerifyInvoke("byobPage.live", 1);
    }

    [Fact]
    public void NoticeForTheMember_IsCountedAndSaidAtOnce()
    {
        var frame = Frame(_ => { });
        Assert.Equal("Notices: nothing new", frame.Find(".bell").GetAttribute("aria-label"));

        _dashboard.Notices.Send(Some.Alice, "Job 7 is done.", Guid.Empty);

        frame.WaitForState(() => frame.Find(".bell").GetAttribute("aria-label") == "Notices: 1 new notice");
        frame.WaitForState(() => frame.Text().Contains("Job 7 is done.", StringComparison.Ordinal));
    }

    [Fact]
    public void NoticeForSomebodyElse_IsNotShown()
    {
        var frame = Frame(_ => { });

        _dashboard.Notices.Send(Some.Bob, "Job 8 is done.", Guid.Empty);

        Assert.Equal("Notices: nothing new", frame.Find(".bell").GetAttribute("aria-label"));
    }

    [Fact]
    public async Task NoticeIsOpened_LeadsToItsJobAndIsSeen()
    {
        var job = Some.Job();
        _dashboard.Party.Publish(party => party with { Jobs = [job] });
        _dashboard.Notices.Send(Some.Alice, "Job 7 is done.", job.Id.Value);
        var frame = Frame(_ => { });

        await frame.Find(".bell").ClickAsync();
        frame.WaitForState(() => frame.FindAll(".notice").Count == 1);
        await frame.Find(".notice").ClickAsync();

        Assert.EndsWith("/jobs/7", _dashboard.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Equal("Notices: nothing new", frame.Find(".bell").GetAttribute("aria-label"));
    }

    [Fact]
    public void NoticeOfTheJobThatIsOpen_IsSeenByItself()
    {
        var job = Some.Ended(7);
        _dashboard.Jobs.History.Add(job);
        _dashboard.Notices.Send(Some.Alice, "Job 7 is done.", job.Id.Value);
        _dashboard.Notices.Send(Some.Alice, "Job 8 is done.", Some.Id(1008));
        var frame = Frame(_ => { });

        _dashboard.Services.GetRequiredService<NavigationManager>().NavigateTo("jobs/7");

        frame.WaitForState(() => frame.Find(".bell").GetAttribute("aria-label") == "Notices: 1 new notice");
    }

    [Fact]
    public async Task PageBreaks_SaysSoAndTriesAgain()
    {
        var broken = true;
        var frame = Frame(builder =>
        {
            builder.OpenComponent<Fragile>(0);
            builder.AddAttribute(1, nameof(Fragile.IsBroken), () => broken);
            builder.CloseComponent();
        });
        Assert.Contains("This page could not be shown", frame.Text(), StringComparison.Ordinal);
        broken = false;

        await frame.Button("Try again").ClickAsync();

        Assert.Equal("whole again", frame.Find("main").TextContent.Trim());
    }

    [Fact]
    public async Task SignOut_IsAFormThatIsPosted()
    {
        var frame = Frame(_ => { });

        await frame.Find(".user").ClickAsync();

        frame.WaitForState(() => frame.FindAll("form[action='signout'][method=post]").Count == 1);
    }

    [Fact]
    public void UnknownAddress_HasAPageThatLeadsBack() => Assert.Contains("There is no such page", _dashboard.Open<NotFoundPage>().Text(), StringComparison.Ordinal);

    private IRenderedComponent<MainLayout> Frame(RenderFragment body) => _dashboard.Render<MainLayout>(parameters => parameters.Add(layout => layout.Body, body));

    private sealed class Fragile : ComponentBase
    {
        [Parameter]
        public Func<bool> IsBroken { get; set; } = () => false;

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) =>
            builder.AddContent(0, IsBroken() ? throw new InvalidOperationException("torn") : "whole again");
    }
}
