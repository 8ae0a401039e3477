using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Byob.Web.Workers;

/// <summary>Shows how a machine joins, and that it has.</summary>
public sealed partial class JoinPage
{
    private static readonly ImmutableArray<(string Key, string Name)> Platforms = [("linux", "Linux"), ("macos", "macOS"), ("windows", "Windows")];

    private string _address = "";
    private string _platform = "linux";
    private ImmutableHashSet<WorkerId> _before = [];
    private DateTimeOffset _opened;

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required JoinAddress Address { get; set; }

    /// <summary>Machines that came, or came back, while this page was open.</summary>
    private ImmutableArray<WorkerView> Arrived =>
        [.. Party.Workers.Where(worker => worker.Liveness == WorkerLiveness.Alive && (!_before.Contains(worker.Id) || worker.ConnectedAt > _opened))];

    private bool IsLoopback => new Uri(_address).IsLoopback;

    protected override object Shown() => Same.As(Arrived.Select(worker => (worker.Id, worker.Name, worker.Colour)));

    protected override void OnInitialized()
    {
        base.OnInitialized();
        _address = Address.For(Navigation.BaseUri);
        _opened = Now;
        _before = [.. Party.Workers.Select(worker => worker.Id)];
    }
}
