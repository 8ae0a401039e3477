using Byob.Web.Party;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace Byob.Web.Datasets;

/// <summary>Takes a file of the master's configured folder as a dataset. Closes with it.</summary>
public sealed partial class FolderDialog
{
    private const int Most = 100;

    private IReadOnlyList<FolderFile> _files = [];
    private readonly HashSet<string> _chosen = new(StringComparer.Ordinal);
    private string _filter = "";
    private bool _busy;
    private string? _refusal;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    public required IDatasets Datasets { get; set; }

    private IEnumerable<FolderFile> Found => _files.Where(file => file.Path.Contains(_filter, StringComparison.OrdinalIgnoreCase));

    protected override void OnInitialized() => _files = Datasets.FolderFiles();

    private void Choose(FolderFile file)
    {
        if (!_chosen.Remove(file.Path))
            _chosen.Add(file.Path);
    }

    private Task AddAsync(FolderFile file) => TakeAsync([file.Path]);

    private Task JoinAsync() => TakeAsync([.. _chosen]);

    private async Task TakeAsync(string[] paths)
    {
        _busy = true;
        var outcome = await Datasets.JoinFromFolderAsync(paths, (await Authentication).User.Actor(), CancellationToken.None);
        _busy = false;
        _refusal = outcome.Refusal;
        if (outcome.Ok)
            Dialog.Close(outcome.Value);
    }
}
