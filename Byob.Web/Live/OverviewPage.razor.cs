using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Datasets;
using Byob.Web.Jobs;
using Byob.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace Byob.Web.Live;

/// <summary>The party at a glance: the job that is being counted, by whom, how fast, and what came before.</summary>
public sealed partial class OverviewPage
{
    private const int RecentJobs = 5;

    private ImmutableArray<JobView> _recent = [];
    private Same<JobId>? _ended;
    private AreaChart _chart = AreaChart.Of([]);

    [Inject]
    public required IJobs Jobs { get; set; }

    [Inject]
    public required IDatasets Datasets { get; set; }

    /// <summary>The job that the party works on: running or finishing, else the first that waits.</summary>
    private JobView? Active =>
        Party.Jobs.FirstOrDefault(job => job.State == JobState.Running)
        ?? Party.Jobs.FirstOrDefault(job => job.State == JobState.Finishing)
        ?? Party.Jobs.FirstOrDefault(JobWords.InQueue);

    private bool HasReadyDataset => Datasets.All.Any(dataset => dataset.State == DatasetState.Ready);

    private bool HasAnything => HasReadyDataset || Party.Jobs.Length > 0 || _recent.Length > 0;

    private ImmutableArray<WorkerView> ShownWorkers => [.. Party.Workers.Where(worker => worker.Liveness != WorkerLiveness.Left)];

    private int CountingWorkers => Party.Workers.Count(worker => worker.Liveness == WorkerLiveness.Alive);

    private string TabTitle => Active is { State: JobState.Running } job ? $"{job.PercentText()} · job {job.Number} · BYOB" : "Overview · BYOB";

    protected override object Shown() => (
        ShownParty.Workers(Party, Now),
        ShownParty.Jobs(Party, Now),
        ShownParty.Throughput(Party),
        Same.As(_recent),
        HasReadyDataset);

    protected override async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        _chart = AreaChart.Of(Party.Throughput);
        // History changes only when a job ends, so it is not asked for on each snapshot.
        var ended = Same.As(Party.Jobs.Where(other => !other.Unfinished()).Select(other => other.Id));
        if (ended.Equals(_ended))
            return;
        _ended = ended;
        _recent = await Jobs.HistoryAsync(0, RecentJobs, cancellationToken);
    }
}
