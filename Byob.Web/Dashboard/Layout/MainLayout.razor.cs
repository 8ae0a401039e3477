using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Byob.Web.Dashboard.Layout;

/// <summary>The frame of every page.</summary>
public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? _boundary;

    [Inject]
    public required NavigationManager Navigation { get; set; }

    protected override void OnInitialized() => Navigation.LocationChanged += OnMoved;

    public void Dispose() => Navigation.LocationChanged -= OnMoved;

    private void OnMoved(object? sender, LocationChangedEventArgs moved) => _ = InvokeAsync(() =>
    {
        TryAgain();
        StateHasChanged();
    });

    private void TryAgain() => _boundary?.Recover();
}
