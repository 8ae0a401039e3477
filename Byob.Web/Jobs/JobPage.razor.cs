using System.Collections.Immutable;
using Byob.Web.Dashboard.Components;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Results;
using Byob.Web.Storage;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Byob.Web.Jobs;

/// <summary>One job: its ledger, its workers, its attempts, its words, its proof and its result.</summary>
public sealed partial class JobPage
{
    private const int TopShown = 30;

    private JobView? _job;
    private LedgerSnapshot? _ledger;
    private ImmutableArray<WorkerLane> _lanes = [];
    private ImmutableArray<WordCount> _top = [];
    private bool _topIsFinal;
    private bool _looked;

    [Parameter]
    public int Number { get; set; }

    [Inject]
    public required IJobs Jobs { get; set; }

    [Inject]
    public required IResults Results { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    private string TabTitle => _job is null
        ? $"Job {Number} · BYOB"
        : (_job.State == JobState.Running ? _job.PercentText() : Looks.Of(_job.State).Text) + $" · job {Number} · BYOB";

    protected override object Shown() => (
        _job,
        Same.As(_lanes),
        Same.As(_top),
        _ledger?.Proof,
        _looked,
        _job?.Took(Now) is { } took ? Format.Duration(took) : "",
        Format.Age(_job?.FinishedAt ?? _job?.SubmittedAt ?? Now, Now),
        Same.As(_ledger?.Attempts.Select(attempt => (attempt with { Duration = default }, Format.Duration(attempt.Duration))) ?? []));

    protected override async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var live = Party.Jobs.FirstOrDefault(job => job.Number == Number);
        if (_job?.Number != Number)
        {
            (_job, _ledger, _lanes, _top) = (null, null, [], []);
            (_looked, _topIsFinal) = (false, false);
        }

        var before = _job;
        // What the snapshot does not hold is history, and stays as it was found.
        _job = live ?? _job ?? await Jobs.FindAsync(Number, cancellationToken);
        _looked = true;
        if (_job is null || (_ledger is not null && Equals(before, _job) && !_job.Unfinished()))
            return;

        _ledger = await LiveParty.LedgerAsync(_job.Id, cancellationToken);
        _lanes = _ledger is null ? [] : WorkerLane.Of(_ledger);
        await ReadTopAsync(_job, cancellationToken);
    }

    private async Task ReadTopAsync(JobView job, CancellationToken cancellationToken)
    {
        if (_topIsFinal)
            return;
        if (job.State == JobState.Done)
        {
            _top = await Results.TopAsync(job.ResultName, TopShown, cancellationToken);
            _topIsFinal = true;
        }
        else
        {
            _top = _ledger is null ? [] : [.. _ledger.TopWords.Take(TopShown)];
        }
    }

    private async Task PauseAsync() => await DoAsync((actor, cancel) => Jobs.PauseAsync(_job!.Id, actor, cancel));

    private async Task ResumeAsync() => await DoAsync((actor, cancel) => Jobs.ResumeAsync(_job!.Id, actor, cancel));

    private async Task PrioritiseAsync(JobPriority priority) => await DoAsync((actor, cancel) => Jobs.PrioritiseAsync(_job!.Id, priority, actor, cancel));

    private async Task CancelAsync()
    {
        if (await Dialogs.AskAsync($"Cancel job {Number}?", "What has been counted so far is thrown away, and there will be no result. The dataset stays.", "Cancel the job"))
            await DoAsync((actor, cancel) => Jobs.CancelAsync(_job!.Id, actor, cancel));
    }

    private static string? Waiting(JobView job) => job.State == JobState.Queued && job.PlaceInLine is { } place
        ? $"Number {place} in line. {job.Reason()}"
        : job.Reason();

    private static string AttemptsSaid(JobView job) => job.Failures == 0 ? "none failed" : $"{Format.Plural(job.Failures, "did not count", "did not count")}";

    private static string LaneSpan(LedgerSnapshot ledger)
    {
        var (from, until) = WorkerLane.Span(ledger.Attempts);
        return until > from ? $"the last {Format.Duration(until - from)}" : "";
    }
}
