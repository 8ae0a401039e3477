using Byob.Web.Party;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace Byob.Web.Datasets;

/// <summary>Takes a file on the web as a dataset. Closes with it.</summary>
public sealed partial class UrlDialog
{
    private string _url = "";
    private bool _busy;
    private string? _refusal;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    public required IDatasets Datasets { get; set; }

    private async Task AddAsync()
    {
        _busy = true;
        var outcome = await Datasets.AddFromUrlAsync(_url, (await Authentication).User.Actor(), CancellationToken.None);
        _busy = false;
        _refusal = outcome.Refusal;
        if (outcome.Ok)
            Dialog.Close(outcome.Value);
    }
}
