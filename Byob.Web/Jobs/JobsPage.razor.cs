using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Live;
using Byob.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace Byob.Web.Jobs;

/// <summary>The queue in its order, and the jobs that ended.</summary>
public sealed partial class JobsPage
{
    internal const int PageSize = 20;

    private ImmutableArray<JobView> _history = [];
    private Same<JobId>? _ended;
    private int _page;
    private bool _more;

    [Inject]
    public required IJobs Jobs { get; set; }

    private ImmutableArray<JobView> Queue => [.. Party.Jobs.Where(JobWords.Unfinished)];

    protected override object Shown() => (ShownParty.Jobs(Party, Now), Same.As(_history), _page, _more);

    protected override async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var ended = Same.As(Party.Jobs.Where(job => !job.Unfinished()).Select(job => job.Id));
        if (ended.Equals(_ended))
            return;
        _ended = ended;
        await ReadAsync(cancellationToken);
    }

    private async Task TurnAsync(int pages)
    {
        _page = Math.Max(0, _page + pages);
        await ReadAsync(Closing);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        // One more than is shown tells whether there is another page.
        var read = await Jobs.HistoryAsync(_page * PageSize, PageSize + 1, cancellationToken);
        _more = read.Length > PageSize;
        _history = _more ? read[..PageSize] : read;
    }

    private static string? Why(JobView job) => job.State == JobState.Queued && job.PlaceInLine is { } place
        ? (place == 1 ? "Next in line. " : $"Number {place} in line. ") + job.Reason()
        : job.Reason();
}
