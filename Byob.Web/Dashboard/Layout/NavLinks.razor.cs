using Byob.Web.Live;
using Byob.Web.Storage;

namespace Byob.Web.Dashboard.Layout;

/// <summary>The way to every page, with what is under way there.</summary>
public sealed partial class NavLinks
{
    private int Unfinished => Party.Jobs.Count(job => job.State is JobState.Queued or JobState.Running or JobState.Paused or JobState.Finishing);

    private int Alive => Party.Workers.Count(worker => worker.Liveness == WorkerLiveness.Alive);

    protected override object Shown() => (Unfinished, Alive);
}
