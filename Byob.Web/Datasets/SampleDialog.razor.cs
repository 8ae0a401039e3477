using System.Collections.Immutable;
using Byob.Web.Party;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace Byob.Web.Datasets;

/// <summary>Has a sample text made. Closes with the dataset that it becomes.</summary>
public sealed partial class SampleDialog
{
    private static readonly ImmutableArray<long> Sizes = [1_000_000, 10_000_000, 100_000_000, 500_000_000, 1_000_000_000, 5_000_000_000];

    private long _bytes = 100_000_000;
    private int _seed = 1;
    private long _largest;
    private bool _busy;
    private string? _refusal;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    public required IDatasets Datasets { get; set; }

    protected override void OnInitialized()
    {
        _largest = Datasets.Room().LargestBytes;
        _bytes = Sizes.LastOrDefault(size => size <= Math.Min(_largest, _bytes), Sizes[0]);
    }

    private async Task MakeAsync()
    {
        _busy = true;
        var outcome = await Datasets.MakeSampleAsync(_bytes, _seed, (await Authentication).User.Actor(), CancellationToken.None);
        _busy = false;
        _refusal = outcome.Refusal;
        if (outcome.Ok)
            Dialog.Close(outcome.Value);
    }
}
