using Byob.Web.Party;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace Byob.Web.Datasets;

/// <summary>Takes a file on the web as a dataset. Closes with it.</summary>
public sealed partial class UrlDialog : IDisposable
{
    private const string Form = "dataset-from-the-web";
    private const string Said = "dataset-from-the-web-said";

    private readonly CancellationTokenSource _closed = new();
    private string _url = "";
    private bool _busy;
    private string? _refusal;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    public required IDatasets Datasets { get; set; }

    /// <summary>A dialog that is closed while its source is asked adds nothing.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private void Typed(string url) => (_url, _refusal) = (url, null);

    private async Task AddAsync()
    {
        if (_busy)
            return;
        (_busy, _refusal) = (true, null);
        try
        {
            var outcome = await Datasets.AddFromUrlAsync(_url, (await Authentication).User.Actor(), _closed.Token);
            _refusal = outcome.Refusal;
            if (outcome.Ok)
                Dialog.Close(outcome.Value);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }
        finally
        {
            _busy = false;
        }
    }
}
