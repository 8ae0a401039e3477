using Bunit;
using Byob.Web.Dashboard;
using Byob.Web.Live;
using Byob.Web.Tests.Dashboard.Fakes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Byob.Web.Tests.Dashboard;

public sealed class LiveComponentTests : IAsyncDisposable
{
    private readonly BunitContext _context = new();
    private readonly FakeLiveParty _party = new();
    private readonly FakeTimeProvider _time = new(Some.Now);

    public LiveComponentTests()
    {
        _context.Services.AddSingleton<ILiveParty>(_party);
        _context.Services.AddSingleton<TimeProvider>(_time);
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    [Fact]
    public void FirstRender_ShowsTheCurrentSnapshotAtOnce()
    {
        _party.Publish(party => party with { PartyName = "Bits" });

        Assert.Equal("Bits", _context.Render<Probe>().Markup);
    }

    [Fact]
    public async Task ManySnapshotsBetweenTwoRenders_ShowsTheNewestOnce()
    {
        var probe = Started();
        var rendered = probe.RenderCount;

        for (var i = 0; i < 50; i++)
        {
            _party.Publish(party => party with { PartyName = $"Bits {i}" });
            // Time stands still, but whoever wants to render gets every chance to.
            for (var turn = 0; turn < 20; turn++)
                await probe.InvokeAsync(async () => await Task.Yield());
        }

        Pass(LiveComponent.RenderInterval, () => probe.Markup == "Bits 49");

        // The first of them may be shown at once; all others wait for the interval, and only the newest of them is left.
        Assert.InRange(probe.RenderCount - rendered, 1, 2);
    }

    [Fact]
    public void SnapshotThatChangesNothingShown_IsNotRendered()
    {
        var probe = Started();
        var (rendered, looked) = (probe.RenderCount, probe.Instance.Looked);

        // Looked at twice more: whatever the first look led to has been done by the second.
        _party.Publish(party => party with { Term = party.Term + 1 });
        Pass(LiveComponent.RenderInterval, () => probe.Instance.Looked > looked + 1);

        Assert.Equal(rendered, probe.RenderCount);
    }

    [Fact]
    public void NothingArrives_AgesAreLookedAtAgain()
    {
        var probe = Started();
        var looked = probe.Instance.Looked;

        Pass(LiveComponent.AgeInterval, () => probe.Instance.Looked > looked);
    }

    [Fact]
    public async Task Disposed_StopsWatching()
    {
        Started();

        await _context.DisposeComponentsAsync().WaitAsync(TimeSpan.FromSeconds(10), Xunit.TestContext.Current.CancellationToken);

        Assert.Equal(0, _party.Watchers);
    }

    [Fact]
    public void WatchBreaks_ErrorReachesTheBoundary()
    {
        var boundary = _context.Render<ErrorBoundary>(parameters => parameters
            .Add(b => b.ChildContent, (RenderFragment)(builder => { builder.OpenComponent<Probe>(0); builder.CloseComponent(); }))
            .Add(b => b.ErrorContent, (RenderFragment<Exception>)(problem => builder => builder.AddContent(0, problem.Message))));
        boundary.WaitForState(() => _party.Watchers == 1);

        _party.Break(new InvalidOperationException("The party is over."));

        Pass(LiveComponent.RenderInterval, () => boundary.Markup == "The party is over.");
    }

    private IRenderedComponent<Probe> Started()
    {
        var probe = _context.Render<Probe>();
        probe.WaitForState(() => _party.Watchers == 1);
        Pass(LiveComponent.RenderInterval, () => probe.Instance.Looked > 0);
        return probe;
    }

    /// <summary>Lets time pass until what is waited for is there; the loops of the component take their steps between.</summary>
    private void Pass(TimeSpan step, Func<bool> isThere) => Assert.True(SpinWait.SpinUntil(
        () =>
        {
            if (isThere())
                return true;
            _time.Advance(step);
            return false;
        },
        TimeSpan.FromSeconds(10)), "It did not come in time.");

    private sealed class Probe : LiveComponent
    {
        public int Looked { get; private set; }

        protected override object Shown() => Party.PartyName;

        protected override ValueTask RefreshAsync(CancellationToken cancellationToken)
        {
            Looked++;
            return ValueTask.CompletedTask;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, Party.PartyName);
    }
}
