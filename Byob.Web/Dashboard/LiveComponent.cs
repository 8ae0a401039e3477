using System.Threading.Channels;
using Byob.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Byob.Web.Dashboard;

/// <summary>
/// Watches the party for one component: the newest snapshot wins, at most five renders a second, and none while what is shown is the same.
/// </summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    /// <summary>Least time between two renders.</summary>
    public static readonly TimeSpan RenderInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>How often ages ("3 s ago") are looked at again though nothing arrived.</summary>
    public static readonly TimeSpan AgeInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;
    private Task? _watching;
    private object? _shown;

    // Kept apart, since a token outlives its source and the source is disposed with the component.
    protected LiveComponent() => _closed = _closing.Token;

    [Inject]
    public required ILiveParty LiveParty { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    /// <summary>The snapshot to show.</summary>
    protected PartySnapshot Party { get; private set; } = PartySnapshot.Empty;

    /// <summary>The moment to measure ages from.</summary>
    protected DateTimeOffset Now { get; private set; }

    /// <summary>Ends when the component does.</summary>
    protected CancellationToken Closing => _closed;

    /// <summary>
    /// All that the component shows, as something that compares by value: when it equals what was shown before, nothing is rendered.
    /// </summary>
    protected abstract object? Shown();

    /// <summary>Fetches what the component shows beside the snapshot, for each new one and for new parameters.</summary>
    protected virtual ValueTask RefreshAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    protected override void OnInitialized() => Take(LiveParty.Current);

    protected override async Task OnParametersSetAsync()
    {
        await RefreshAsync(Closing);
        _shown = Shown();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        // Not before: a page that is only prerendered is never disposed of by a browser.
        if (firstRender)
            _watching = WatchAsync();
    }

    /// <summary>Renders now if what is shown has changed; for components that hear of changes elsewhere too.</summary>
    protected Task LookAgainAsync() => InvokeAsync(() => ShowAsync(LiveParty.Current));

    private void Take(PartySnapshot snapshot)
    {
        if (snapshot.Version >= Party.Version)
            Party = snapshot;
        Now = Time.GetUtcNow();
    }

    private async Task ShowAsync(PartySnapshot snapshot)
    {
        Take(snapshot);
        await RefreshAsync(Closing);
        var shown = Shown();
        if (Equals(shown, _shown))
            return;
        _shown = shown;
        StateHasChanged();
    }

    private async Task WatchAsync()
    {
        var newest = Channel.CreateBounded<PartySnapshot>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var feeding = Task.WhenAll(FeedAsync(newest.Writer), FeedAgesAsync(newest.Writer));
        try
        {
            await foreach (var snapshot in newest.Reader.ReadAllAsync(Closing))
            {
                await InvokeAsync(() => ShowAsync(snapshot));
                await Task.Delay(RenderInterval, Time, Closing);
            }
        }
        catch (OperationCanceledException) when (Closing.IsCancellationRequested)
        {
            // The component is gone.
        }
        catch (Exception problem)
        {
            await _closing.CancelAsync();
            await DispatchExceptionAsync(problem);
        }

        await feeding;
    }

    private async Task FeedAsync(ChannelWriter<PartySnapshot> newest)
    {
        try
        {
            await foreach (var snapshot in LiveParty.WatchAsync(Closing))
                newest.TryWrite(snapshot);
        }
        catch (OperationCanceledException) when (Closing.IsCancellationRequested)
        {
            // The component is gone.
        }
        catch (Exception problem)
        {
            newest.TryComplete(problem);
        }
    }

    private async Task FeedAgesAsync(ChannelWriter<PartySnapshot> newest)
    {
        using var clock = new PeriodicTimer(AgeInterval, Time);
        try
        {
            while (await clock.WaitForNextTickAsync(Closing))
                newest.TryWrite(LiveParty.Current);
        }
        catch (OperationCanceledException)
        {
            // The component is gone.
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _closing.CancelAsync();
        if (_watching is not null)
            await _watching;
        _closing.Dispose();
        await CloseAsync();
    }

    /// <summary>Lets go of what the component holds beside the watch.</summary>
    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}
