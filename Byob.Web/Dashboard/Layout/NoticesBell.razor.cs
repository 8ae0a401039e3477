using System.Collections.Immutable;
using System.Globalization;
using Byob.Shared.Chunks;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Jobs;
using Byob.Web.Live;
using Byob.Web.Party;
using Byob.Web.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using MudBlazor;

namespace Byob.Web.Dashboard.Layout;

/// <summary>Messages to the signed-in member: how many are unseen, what they say, and a word at once when one arrives.</summary>
public sealed partial class NoticesBell : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private Actor? _actor;
    private ImmutableArray<Notice> _unseen = [];

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    public required INotices Notices { get; set; }

    [Inject]
    public required IJobs Jobs { get; set; }

    [Inject]
    public required ILiveParty LiveParty { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required ISnackbar Snackbar { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    private string Label => _unseen.Length == 0 ? "Notices: nothing new" : $"Notices: {Format.Plural(_unseen.Length, "new notice")}";

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication).User;
        if (user.Identity?.IsAuthenticated != true)
            return;
        _actor = user.Actor();
        _unseen = await Notices.UnseenAsync(_actor, _closing.Token);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Only a page that somebody looks at listens; a prerendered one is not disposed of by anybody.
        if (!firstRender)
            return;
        Notices.Arrived += OnArrived;
        Navigation.LocationChanged += OnMoved;
        if (_actor is not null)
            await GuardAsync(() => SeeWhatIsOpenAsync(_actor));
    }

    public void Dispose()
    {
        Notices.Arrived -= OnArrived;
        Navigation.LocationChanged -= OnMoved;
        _closing.Cancel();
        _closing.Dispose();
    }

    private void OnArrived(Guid member)
    {
        if (_actor is { } actor && member == actor.MemberId)
            _ = InvokeAsync(() => GuardAsync(() => LookAsync(actor)));
    }

    private void OnMoved(object? sender, LocationChangedEventArgs moved)
    {
        if (_actor is { } actor)
            _ = InvokeAsync(() => GuardAsync(() => SeeWhatIsOpenAsync(actor)));
    }

    private async Task LookAsync(Actor actor)
    {
        var known = _unseen.Select(notice => notice.Id).ToHashSet();
        _unseen = await Notices.UnseenAsync(actor, _closing.Token);
        foreach (var notice in _unseen.Where(notice => !known.Contains(notice.Id)))
        {
            Snackbar.Add(notice.Text, Severity.Info, options =>
            {
                options.Action = "Open";
                options.OnClick = _ => OpenAsync(notice);
            });
        }

        await SeeWhatIsOpenAsync(actor);
        StateHasChanged();
    }

    /// <summary>A notice of the job whose page is open has done its work.</summary>
    private async Task SeeWhatIsOpenAsync(Actor actor)
    {
        if (_unseen.IsEmpty || NumberOfOpenJob() is not { } number || await Jobs.FindAsync(number, _closing.Token) is not { } job)
            return;
        foreach (var notice in _unseen.Where(notice => notice.JobId == job.Id.Value))
            await Notices.MarkSeenAsync(notice.Id, actor, _closing.Token);
        _unseen = _unseen.RemoveAll(notice => notice.JobId == job.Id.Value);
        StateHasChanged();
    }

    private int? NumberOfOpenJob() =>
        Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0].Split('/') is ["jobs", var number]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;

    private async Task GuardAsync(Func<Task> work)
    {
        if (_closing.IsCancellationRequested)
            return;
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The page was closed meanwhile.
        }
        catch (Exception problem)
        {
            await DispatchExceptionAsync(problem);
        }
    }

    private async Task OpenAsync(Notice notice)
    {
        if (_actor is null)
            return;
        await Notices.MarkSeenAsync(notice.Id, _actor, _closing.Token);
        _unseen = _unseen.RemoveAll(other => other.Id == notice.Id);
        StateHasChanged();
        var job = new JobId(notice.JobId);
        var number = LiveParty.Current.Jobs.FirstOrDefault(live => live.Id == job)?.Number;
        Navigation.NavigateTo(number is null ? "jobs" : $"jobs/{number}");
    }
}
