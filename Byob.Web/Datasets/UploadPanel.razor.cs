using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Byob.Web.Datasets;

/// <summary>Drives the browser's upload script and shows what it does. The uploads live in the script: leaving the page stops none.</summary>
public sealed partial class UploadPanel : IAsyncDisposable
{
    private ElementReference _zone;
    private ElementReference _input;
    private IJSObjectReference? _script;
    private IJSObjectReference? _drop;
    private DotNetObjectReference<UploadPanel>? _self;
    private ImmutableArray<UploadView> _uploads = [];
    private ImmutableArray<PendingUpload> _pending = [];
    private bool _ready;
    private bool _join = true;

    [Inject]
    public required IJSRuntime Js { get; set; }

    /// <summary>Makes one dataset at a time: several files always become one.</summary>
    [Parameter]
    public bool OneFile { get; set; }

    [Parameter]
    public bool Small { get; set; }

    /// <summary>Largest file that would be taken, in bytes.</summary>
    [Parameter]
    public long? RoomLeft { get; set; }

    /// <summary>Raised when the master has given an upload its place in the list of datasets.</summary>
    [Parameter]
    public EventCallback<DatasetId> Begun { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _script = await Js.InvokeAsync<IJSObjectReference>("import", "./upload.js");
        _drop = await _script.InvokeAsync<IJSObjectReference>("attachDrop", _zone, _input);
        _uploads = [.. await _script.InvokeAsync<UploadView[]?>("listen", _self) ?? []];
        _pending = [.. await _script.InvokeAsync<PendingUpload[]?>("pending") ?? []];
        _ready = true;
        StateHasChanged();
    }

    /// <summary>Called by the script when an upload moves on.</summary>
    [JSInvokable]
    public async Task OnUploadProgress(string id, long sent, long total, double bytesPerSecond, string state, string? sentence)
    {
        var known = _uploads.FirstOrDefault(upload => upload.Id == id);
        if (known is null || (known.DatasetId is null && state is "sending" or "done"))
        {
            // Its name, and the dataset that it becomes, are told in the list only.
            var before = _uploads;
            await ListAsync();
            foreach (var upload in _uploads)
            {
                if (Guid.TryParse(upload.DatasetId, out var dataset) && before.FirstOrDefault(other => other.Id == upload.Id)?.DatasetId is null)
                    await Begun.InvokeAsync(new DatasetId(dataset));
            }
        }
        else
        {
            _uploads = _uploads.Replace(known, known with { Sent = sent, Total = total, BytesPerSecond = bytesPerSecond, State = state, Sentence = sentence });
        }

        if (state is "cancelled")
            await DismissAsync(id);
        StateHasChanged();
    }

    private async Task PickedAsync()
    {
        if (_script is null)
            return;
        await _script.InvokeVoidAsync(_join ? "startJoined" : "start", _input);
        await ListAsync();
        await ListPendingAsync();
    }

    private async Task TellAsync(string what, string id)
    {
        if (_script is not null)
            await _script.InvokeVoidAsync(what, id);
    }

    private async Task DismissAsync(string id)
    {
        await TellAsync("dismiss", id);
        _uploads = _uploads.RemoveAll(upload => upload.Id == id);
        await ListPendingAsync();
    }

    private async Task ForgetAsync(PendingUpload pending)
    {
        if (_script is not null)
            await _script.InvokeVoidAsync("forget", pending.Key);
        await ListPendingAsync();
    }

    private async Task ListAsync() => _uploads = [.. await _script!.InvokeAsync<UploadView[]?>("uploads") ?? []];

    private async Task ListPendingAsync() => _pending = [.. await _script!.InvokeAsync<PendingUpload[]?>("pending") ?? []];

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_script is not null)
            {
                await _script.InvokeVoidAsync("listen", (object?)null);
                if (_drop is not null)
                {
                    await _drop.InvokeVoidAsync("detach");
                    await _drop.DisposeAsync();
                }

                await _script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and its script with it.
        }
        finally
        {
            _self?.Dispose();
        }
    }
}
