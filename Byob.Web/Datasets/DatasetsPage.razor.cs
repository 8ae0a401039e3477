using System.Collections.Immutable;
using Byob.Web.Dashboard.Components;
using Byob.Web.Dashboard.Presentation;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Byob.Web.Datasets;

/// <summary>The texts of the party: what is here, what arrives, and the ways to add more.</summary>
public sealed partial class DatasetsPage
{
    private ImmutableArray<DatasetView> _all = [];
    private DatasetRoom? _room;
    private IReadOnlyList<FolderFile> _folder = [];
    private bool _listening;

    [Inject]
    public required IDatasets Datasets { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    /// <summary>Opens the sample dialog at once: for links from empty states.</summary>
    [SupplyParameterFromQuery]
    public bool Sample { get; set; }

    protected override object Shown() => (Same.As(_all.Select(dataset => (dataset, Format.Age(dataset.CreatedAt, Now)))), _room, Same.As(_folder));

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Read();
        _folder = Datasets.FolderFiles();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _listening = true;
        Datasets.Changed += OnChanged;
        if (Sample)
            await SampleAsync();
    }

    protected override ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        Read();
        return ValueTask.CompletedTask;
    }

    protected override ValueTask CloseAsync()
    {
        if (_listening)
            Datasets.Changed -= OnChanged;
        return ValueTask.CompletedTask;
    }

    // Whether anything that is shown has changed is judged where the snapshots are, at their pace.
    private void OnChanged() => _ = LookAgainAsync();

    private void Read()
    {
        if (_all == Datasets.All && _room is not null)
            return;
        _all = Datasets.All;
        _room = Datasets.Room();
    }

    private async Task SampleAsync()
    {
        var dialog = await Dialogs.ShowAsync<SampleDialog>((string?)null, new DialogOptions { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true });
        await dialog.Result;
    }

    private async Task UrlAsync()
    {
        var dialog = await Dialogs.ShowAsync<UrlDialog>((string?)null, new DialogOptions { MaxWidth = MaxWidth.Small, FullWidth = true });
        await dialog.Result;
    }

    private async Task FolderAsync()
    {
        _folder = Datasets.FolderFiles();
        var dialog = await Dialogs.ShowAsync<FolderDialog>((string?)null, new DialogOptions { MaxWidth = MaxWidth.Small, FullWidth = true });
        await dialog.Result;
    }

    private async Task DeleteAsync(DatasetView dataset)
    {
        var (title, yes) = dataset.State == Storage.DatasetState.Receiving ? ("Cancel this upload?", "Throw it away") : ($"Delete {dataset.Name}?", "Delete it");
        if (await Dialogs.AskAsync(title, "Its bytes are deleted on the master. Results of jobs that are done stay.", yes))
            await DoAsync((actor, cancel) => Datasets.DeleteAsync(dataset.Id, actor, cancel));
    }
}
